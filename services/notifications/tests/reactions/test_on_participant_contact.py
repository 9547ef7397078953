"""Contacts, kept as they came."""

from typing import Any

from liaison_kit.database import Database
from sqlalchemy import text

PRIVATE = ("Олена", "Коваленко", "380671234567", "olena.kovalenko")


async def test_nothing_readable_about_a_person_is_in_the_database(story: Any, database: Database) -> None:
    await story.somebody_signs_up()
    await story.work()
    async with database.reading() as session:
        names = (await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))).all()
        assert "contact_point" in names
        for name in names:
            rows = (await session.scalars(text(f'select t::text from "{name}" t'))).all()
            assert not [row for row in rows for private in PRIVATE if private in row], name
