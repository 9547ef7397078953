"""A backup that is restored knows nothing of who has left since; they leave again."""

from collections.abc import Awaitable, Callable
from typing import Any

from liaison_contracts.notifications import NOBODY
from liaison_kit.beside.wishes import noted
from liaison_kit.database import Database, new_id
from liaison_kit.sealing import private_keys
from liaison_notifications.at_migration import prepare
from liaison_notifications.jobs.consent.heed_wishes import heed_wishes
from liaison_notifications.model import ContactPoint
from liaison_notifications.model.consent.nobody import empty_again
from liaison_notifications.model.consent.wishes import Wish, wishes_file
from liaison_notifications.model.contacts import open_contact
from sqlalchemy import select, text

from services.notifications.tests.conftest import EMAIL, Mailbox, Story
from services.notifications.tests.subscribing import API, Reader

TABLES = ("subscriber", "subscription", "suppression", "consent", "contact_point")
Published = Callable[[], Awaitable[list[str]]]


async def back_up(database: Database) -> None:
    async with database.transaction() as session:
        for table in TABLES:
            await session.execute(text(f"create table backup_{table} as select * from {table}"))


async def restore(database: Database) -> None:
    async with database.transaction() as session:
        for table in TABLES:
            await session.execute(text(f"alter table {table} disable trigger user"))
            await session.execute(text(f"delete from {table}"))
            await session.execute(text(f"insert into {table} select * from backup_{table}"))
            await session.execute(text(f"alter table {table} enable trigger user"))


async def ledger(reader: Reader, own: str) -> list[str]:
    return [one["act"] for one in (await reader.get(f"{API}{own}")).json()["ledger"]]


async def test_whoever_unsubscribed_is_unsubscribed_once_more_and_no_more_than_once(
    story: Any, reader: Reader, database: Database
) -> None:
    own = await reader.subscribes(EMAIL)
    await back_up(database)
    story.later(minutes=1)
    await reader.post(f"{own}/unsubscribe", data={"List-Unsubscribe": "One-Click"})
    await restore(database)
    assert await ledger(reader, own) == ["given"]
    for _ in range(2):
        story.later(minutes=1)
        await story.run(heed_wishes)
        assert await ledger(reader, own) == ["withdrawn", "given"]


async def test_whoever_agreed_again_stays(story: Any, reader: Reader, database: Database) -> None:
    own = await reader.subscribes(EMAIL)
    story.later(minutes=1)
    await reader.post(f"{own}/unsubscribe", data={"List-Unsubscribe": "One-Click"})
    story.later(minutes=1)
    await reader.post(f"{API}{own}/choices", json={})
    await back_up(database)
    await restore(database)
    await story.run(heed_wishes)
    assert await ledger(reader, own) == ["given", "withdrawn", "given"]


async def test_whoever_stopped_every_message_gets_none_unless_they_took_it_back(
    story: Any, reader: Reader, database: Database
) -> None:
    own = await reader.subscribes(EMAIL)
    await back_up(database)
    await reader.post(f"{API}{own}/silence")
    await restore(database)
    await story.run(heed_wishes)
    assert (await reader.get(f"{API}{own}")).json()["stopped"]
    await reader.post(f"{API}{own}/silence/ending")
    await restore(database)
    await story.run(heed_wishes)
    assert not (await reader.get(f"{API}{own}")).json()["stopped"]


async def test_whoever_was_erased_is_erased_again_and_the_world_is_told_again(
    story: Any, reader: Reader, database: Database, published: Published
) -> None:
    own = await reader.subscribes(EMAIL)
    await back_up(database)
    await reader.post(f"{API}{own}/silence")
    await reader.post(f"{API}{own}/erasure")
    await restore(database)
    assert (await reader.get(own)).status_code == 200
    story.later(minutes=1)
    await story.run(heed_wishes)
    assert (await reader.get(own)).status_code == 404
    assert (await published())[-2:] == ["ContactErased", "ContactErased"]
    before = len(reader.mailbox.received)
    await story.somebody_signs_up()
    await story.work()
    assert len(reader.mailbox.received) == before  # that they wanted nothing at all is kept


async def test_whoever_had_themselves_deleted_as_a_participant_is_nobody_again_before_anything_is_sent(
    story: Story, database: Database, mailbox: Mailbox
) -> None:
    gone, stays = new_id(), new_id()
    await story.tell(story.event(), story.sign_up(gone), story.sign_up(stays))
    await story.tell(story.contact(gone), story.contact(stays, name="", phone=None, email="o@example.org", link=""))
    await back_up(database)
    await story.tell(story.correction(gone, **NOBODY.model_dump()))
    await story.run(heed_wishes)
    await restore(database)
    for _ in range(2):
        await prepare(database, story.settings)
    await story.work()
    assert mailbox.recipients == ["o@example.org"]
    async with database.transaction() as session:
        assert await empty_again(session, story.settings.sealing_key_file) == 0
        points = {one.id: one for one in await session.scalars(select(ContactPoint))}
    keys = private_keys(story.settings.sealing_key_file)
    assert open_contact(points[gone], keys) == NOBODY
    assert points[gone].version == 1  # so that what events tells again counts
    assert wishes_file(story.settings.sealing_key_file).read_text().count("erased") == 1


async def test_that_no_key_opens_a_contact_is_no_wish(story: Story, database: Database) -> None:
    sign_up_id = await story.somebody_signs_up()
    async with database.transaction() as session:
        (await session.scalars(select(ContactPoint))).one().sealed = "x"
    await story.run(heed_wishes)
    assert sign_up_id not in noted(wishes_file(story.settings.sealing_key_file), Wish)


async def test_a_line_that_a_crash_has_cut_short_swallows_no_other(
    story: Any, reader: Reader, database: Database, settings: Any
) -> None:
    own = await reader.subscribes(EMAIL)
    await back_up(database)
    path = wishes_file(settings.sealing_key_file)
    path.write_text("\n01a228d5-b5ae-7662-8658-44c7f0be1219 eras")
    await reader.post(f"{API}{own}/erasure")
    await restore(database)
    story.later(minutes=1)
    await story.run(heed_wishes)
    assert (await reader.get(own)).status_code == 404


async def test_the_file_is_this_accounts_alone(story: Any, reader: Reader, settings: Any) -> None:
    await reader.post(f"{API}{await reader.subscribes(EMAIL)}/erasure")
    path = wishes_file(settings.sealing_key_file)
    assert path.stat().st_mode & 0o777 == 0o600
    assert EMAIL not in path.read_text()
