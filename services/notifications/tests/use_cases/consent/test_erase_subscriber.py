"""Erasing oneself: nothing is left in any table."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_notifications.jobs.consent.plan_news import plan_news
from sqlalchemy import text

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.subscribing import API, DISTRICT, Reader, office, scheduled

Published = Callable[[], Awaitable[list[str]]]


async def everything(database: Database) -> dict[str, str]:
    """All that stands in each table, as text; what is bytes in hexadecimal."""
    names = text("select table_name from information_schema.tables where table_schema = 'public'")
    async with database.reading() as session:
        tables: Sequence[str] = (await session.scalars(names)).all()
        return {name: str((await session.scalars(text(f'select t::text from "{name}" t'))).all()) for name in tables}


def traces(found: dict[str, str], *of: str) -> set[str]:
    """In which tables something of somebody stands: as it is, in hexadecimal, or all but the first or last of it."""
    pieces = {piece for one in of for whole in (one, one.upper()) for piece in (whole, whole[3:], whole[:-3])}
    pieces |= {piece.encode().hex() for piece in pieces}
    return {name for name, content in found.items() if any(piece in content for piece in pieces)}


@pytest.mark.parametrize("contact", [EMAIL, PHONE])
async def test_no_table_holds_a_byte_that_leads_to_them(
    story: Any, reader: Reader, staff: httpx.AsyncClient, database: Database, published: Published, contact: str
) -> None:
    await story.tell(office())
    own = await reader.subscribes(contact, districts=[str(DISTRICT)])
    await story.tell(scheduled(story))
    await story.run(plan_news)
    await story.work()
    await reader.asks(contact)
    async with database.reading() as session:
        row = (
            await session.execute(text("select id::text, encode(address_hash, 'hex'), sealed from subscriber"))
        ).one()
    secrets = (contact, own.rpartition("/")[2], *row)
    before = traces(await everything(database), *secrets)
    assert {"subscriber", "opt_in", "delivery", "consent", "subscription"} <= before
    assert not traces(await everything(database), contact, own.rpartition("/")[2])
    await story.tell(scheduled(story))
    await story.run(plan_news)
    erased = await reader.post(f"{API}{own}/erasure")
    assert (erased.status_code, erased.headers["location"]) == (204, "/news?done=erased")
    # What is left knows an unnamed id, as it knew it before: that it agreed, was sent something, and withdrew.
    # And the world is told that this id is nobody's any more.
    assert traces(await everything(database), *secrets) <= {"consent", "delivery", "outbox"}
    assert await published() == ["SealingKeyChanged", "ContactErased"]
    assert traces(await everything(database), contact, own.rpartition("/")[2], *row[1:]) == set()


async def test_the_link_leads_nowhere_and_nothing_more_is_sent(story: Any, reader: Reader, mailbox: Any) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL)
    await story.tell(scheduled(story))
    await story.run(plan_news)
    asked = await reader.get(f"{own}?confirm=erasure")
    assert "Стерти все?" in asked.text
    done = await reader.post(f"{own}/erasure", data={"_page": own})
    assert done.status_code == 303
    assert "Ваші дані стерто" in (await reader.get(done.headers["location"])).text
    before = len(mailbox.received)
    await story.work()
    assert len(mailbox.received) == before
    assert {(await reader.get(f"{API}{own}{rest}")).status_code for rest in ("", "/unsubscribe", "/data.json")} == {404}


async def test_that_they_agreed_and_withdrew_stays_on_record_without_them(reader: Reader, database: Database) -> None:
    own = await reader.subscribes(EMAIL)
    await reader.post(f"{API}{own}/erasure")
    async with database.reading() as session:
        rows = (await session.execute(text("select act, how from consent order by id"))).all()
    assert [tuple(row) for row in rows] == [("given", "link"), ("withdrawn", "erasure")]
