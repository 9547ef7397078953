"""What is pending: a program that is newer than its database waits; one that is older serves on."""

import shutil
from pathlib import Path

import pytest
from liaison_kit import migrations
from liaison_kit.database import Database
from sqlalchemy import text

HERE = Path(__file__).parent / "a_service"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The service's migrations, with one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(HERE, folder)
    scripts = sorted((folder / "versions").glob("[0-9]*.py"))
    newest = scripts[-1].stem.partition("_")[0]
    lines = ['"""One more table."""', "from liaison_kit.migrations import run", 'revision = "9999"']
    lines += [f'down_revision = "{newest}"', "def upgrade() -> None:", '    run("create table one_more (id uuid);")']
    (folder / "versions" / "9999_expand_one_more.py").write_text("\n".join(lines))
    return folder


async def test_nothing_is_pending_after_a_migration(database: Database, newer: Path) -> None:
    assert await migrations.pending(database, newer) == ["schema_version"]
    await migrations.migrate(database, newer)
    assert await migrations.pending(database, newer) == []


async def test_a_database_that_is_newer_than_the_program_is_as_good_as_its_own(database: Database, newer: Path) -> None:
    await migrations.migrate(database, newer)
    assert await migrations.pending(database, HERE) == []


async def test_a_database_that_was_never_migrated_needs_both(database: Database, newer: Path) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("drop table kit_version, schema_version"))
    assert await migrations.pending(database, newer) == ["kit_version", "schema_version"]
