"""Confirming by the link of a mail, and what the ledger then says."""

from typing import Any

import pytest
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.conftest import EMAIL
from services.notifications.tests.subscribing import API, DISTRICT, Reader, office


async def test_looking_at_the_link_subscribes_nobody_and_its_button_does(reader: Reader, database: Database) -> None:
    await reader.asks(EMAIL)
    for _ in range(2):
        page = await reader.get(reader.link)
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-store"
    async with database.reading() as session:
        assert await session.scalar(text("select count(*) from subscriber")) == 0
    done = await reader.post(reader.link, data={"_page": reader.link})
    assert done.status_code == 303
    assert "Ви підписані" in (await reader.get(done.headers["location"])).text


async def test_it_is_on_the_ledger_what_was_agreed_to_when_and_how(story: Any, reader: Reader) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL, districts=[str(DISTRICT)], kinds=["debate"])
    (entry,) = (await reader.get(f"{API}{own}")).json()["ledger"]
    assert entry == {
        "at": "2026-05-15T09:00:00Z",
        "purpose": "news",
        "act": "given",
        "how": "link",
        "text_version": "2026-11",
    }


async def test_whoever_subscribes_again_keeps_their_page_and_follows_what_they_chose_last(
    story: Any, reader: Reader
) -> None:
    await story.tell(office())
    first = await reader.subscribes(EMAIL)
    again = await reader.subscribes(EMAIL.upper(), districts=[str(DISTRICT)])
    assert first == again
    page = (await reader.get(f"{API}{own_of(again)}")).json()
    assert page["choices"] == {"districts": [str(DISTRICT)], "kinds": [], "weekly": False, "bulletins": False}
    assert [one["act"] for one in page["ledger"]] == ["changed", "given"]


def own_of(path: str) -> str:
    return path.partition("?")[0]


@pytest.mark.parametrize("statement", ["update consent set how = 'x'", "delete from consent", "truncate consent"])
async def test_the_ledger_is_only_added_to(reader: Reader, database: Database, statement: str) -> None:
    await reader.subscribes(EMAIL)
    with pytest.raises(IntegrityError, match="only added to"):
        async with database.transaction() as session:
            await session.execute(text(statement))


async def test_a_link_of_nobodys_leads_nowhere(story: Any, reader: Reader) -> None:
    assert (await reader.post(f"{API}/news/confirmations/guessed")).status_code == 404
    await reader.asks(EMAIL)
    reader.story.later(hours=48)
    assert (await reader.get(reader.link)).status_code == 404
