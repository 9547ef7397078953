"""Contacts, kept as they came."""

from typing import Any

from liaison_kit import sealing
from liaison_kit.database import Database
from liaison_notifications.model import ContactPoint
from liaison_notifications.model.contacts import open_contact
from sqlalchemy import select, text

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


async def test_a_corrected_contact_takes_the_place_of_the_one_before(story: Any, database: Database) -> None:
    sign_up = await story.somebody_signs_up()
    await story.work()
    right, wrong = story.correction(sign_up, "email", email="olena@example.org"), story.contact(sign_up)
    # Also where the one before it is heard once more.
    await story.tell(right, wrong)
    async with database.reading() as session:
        (kept,) = (await session.scalars(select(ContactPoint))).all()
    contact = open_contact(kept, sealing.private_keys(story.settings.sealing_key_file))
    assert getattr(contact, "email", contact) == "olena@example.org"
    assert (kept.version, kept.phone_version, kept.email_version) == (2, None, 2)


async def test_who_was_told_already_is_told_nothing_again(story: Any, gateway: Any, mailbox: Any) -> None:
    sign_up = await story.somebody_signs_up()
    await story.work()
    await story.tell(story.correction(sign_up, "phone", phone="+380677654321"))
    await story.work()
    assert (len(gateway.received), len(mailbox.mails)) == (1, 1)


async def test_what_is_not_sent_yet_goes_to_the_right_contact(story: Any, gateway: Any) -> None:
    sign_up = await story.somebody_signs_up()
    await story.tell(story.correction(sign_up, "phone", phone="+380677654321"))
    await story.work()
    assert [sms["to"] for sms in gateway.received] == ["+380677654321"]
