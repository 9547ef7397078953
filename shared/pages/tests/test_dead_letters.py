"""Dead letters as pages: what waits and why, one record whole, and both decisions, without a script."""

import json
import re
from collections.abc import Awaitable, Callable
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from aiokafka import ConsumerRecord
from liaison_contracts.audit import Trail
from liaison_contracts.identity import Role
from liaison_contracts.registry import DistrictJoined
from liaison_kit import outbox
from liaison_kit.database import Database, new_id
from liaison_kit.errors import Refusal
from liaison_kit.identity import ANYBODY
from liaison_kit.reactions import on
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running.releases import Releases
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_kit.web import router
from liaison_pages.render import pages
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.attacks.markup import ALL, running_in

SCHEMA = Path(__file__).parents[2] / "kit" / "tests" / "a_service"
HERE = "/dead-letters/registry"
API = "/api/registry/v1"
HEADERS = [("content-type", b"text/plain")]
Arrive = Callable[..., Awaitable[None]]


class DoorIsClosed(Refusal):
    """The door is closed."""


@on(DistrictJoined)
async def on_district_joined(session: AsyncSession, fact: DistrictJoined) -> None:
    """Refused until somebody opens the door: a visit of version 0."""
    if not await session.scalar(text("select 1 from visit where times = 0")):
        raise DoorIsClosed
    await session.execute(text("insert into visit values (:id, 1)"), {"id": fact.state.id})


@pytest.fixture(scope="module")
def service() -> Service:
    reactions = [on_district_joined]
    return Service("registry", SCHEMA, slices=[router(ANYBODY)], reactions=reactions, pages=pages("liaison_pages"))


@pytest.fixture
def inbox(service: Service, database: Database, settings: Settings) -> Inbox:
    return Inbox(database, service.reactions, settings.topic_prefix)


@pytest.fixture
def arrive(inbox: Inbox, settings: Settings) -> Arrive:
    """Has records arrive, as pairs of key and value, each under the next offset."""
    topic = f"{settings.topic_prefix}DistrictJoined"

    async def apply(
        *pairs: tuple[bytes | None, bytes | None], headers: list[tuple[str, bytes]] = HEADERS, first: int = 0
    ) -> None:
        for offset, (key, value) in enumerate(pairs, first):
            await inbox.apply([ConsumerRecord(topic, 0, offset, 0, 0, key, value, None, -1, -1, headers)])

    return apply


def joined(district: UUID) -> DistrictJoined:
    names = dict.fromkeys(("name", "name_en", "seat", "seat_en"), "Щітки")
    state = {"id": district, "version": 1, "code": "UA05020030000000001", "joined_on": "2020-11-26"}
    return DistrictJoined.model_validate({"occurred_on": "2020-11-26", "state": state | names})


async def run(database: Database, statement: str, **values: Any) -> None:
    async with database.transaction() as session:
        await session.execute(text(statement), values)


async def is_there(database: Database, question: str) -> bool:
    async with database.reading() as session:
        return bool(await session.scalar(text(f"select exists ({question})")))


@pytest_asyncio.fixture
async def parked(arrive: Arrive, database: Database) -> list[str]:
    """A fact that is refused, two records behind it, and one that says nothing; nobody tries them again by itself."""
    district = new_id()
    async with database.transaction() as session:
        outbox.publish(session, joined(district))
        await session.flush()
        fact = await session.scalar(text("delete from outbox where logged returning payload"))
        await session.execute(text("delete from outbox"))
    key = str(district).encode()
    await arrive((key, bytes(fact)), (key, b"{}"), (key, b"{}"), (None, b"\xff"))
    await run(database, "update parked set try_again_at = null")
    async with database.reading() as session:
        return [f"in-{number}" for number in await session.scalars(text("select id from parked order by id"))]


@pytest_asyncio.fixture
async def refused(database: Database) -> str:
    """A fact of our own that the broker has refused, and a later one of its key."""
    district = joined(new_id())
    async with database.transaction() as session:
        outbox.publish(session, district)
    await run(database, "update outbox set refused = 'MessageSizeTooLargeError' where logged")
    async with database.reading() as session:
        return f"out-{await session.scalar(text('select id from outbox where logged'))}"


async def look(client: httpx.AsyncClient, address: str, language: str = "uk") -> str:
    """What the page's main part says in words, and in tags."""
    answer = await client.get(f"{address}{'&' if '?' in address else '?'}lang={language}")
    assert answer.status_code == 200, answer.text
    return answer.text.partition("<main")[2].partition("</main>")[0]


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


async def test_the_list_says_what_waits_and_why_and_behind_whom(staff: httpx.AsyncClient, parked: list[str]) -> None:
    page = await look(staff, HERE, "en")
    assert re.findall(rf'href="{HERE}/(in-\d+)"', page) == parked
    rows = [words(row) for row in page.partition("<tbody>")[2].split("</tr>")]
    assert "Waits for your decision Came from Kafka, could not be applied" in rows[0]
    assert "The door is closed." in rows[0]
    assert "Waits for its turn" in rows[1]
    assert f"It waits behind {parked[0]}, an earlier record of its key." in rows[2]
    assert "record: json_invalid" in rows[3]
    assert "Waiting (4)" in page
    assert "Dropped (0)" in page
    for name in ("events", "notifications", "reporting"):
        assert f'href="/dead-letters/{name}"' in page


async def test_the_list_is_asked_for_by_topic_and_key_and_in_pages(staff: httpx.AsyncClient, parked: list[str]) -> None:
    key = re.search(r"key=([0-9a-f-]{36})", await look(staff, HERE))
    assert key
    mine = await look(staff, f"{HERE}?state=waiting&topic=&key={key[1]}")
    assert re.findall(rf'href="{HERE}/(in-\d+)"', mine) == parked[:3]
    assert f'value="{key[1]}"' in mine
    assert "Таких немає." in await look(staff, f"{HERE}?topic=nothing")
    found, address = [], f"{HERE}?limit=3"
    while address:
        page = await look(staff, address)
        found += re.findall(rf'href="{HERE}/(in-\d+)"', page)
        further = re.search(r'href="([^"]*after=[^"]*)"', page)
        address = unescape(further[1]) if further else ""
    assert found == parked


async def test_an_empty_list_says_what_that_means(staff: httpx.AsyncClient) -> None:
    assert "Ніщо не чекає: усі факти, що надійшли, застосовано" in await look(staff, HERE)
    assert "Nothing waits: every fact that came was applied" in await look(staff, HERE, "en")
    assert "Нічого не відкинуто" in await look(staff, f"{HERE}?state=dropped")


async def test_one_is_shown_whole_and_readable(staff: httpx.AsyncClient, parked: list[str], arrive: Arrive) -> None:
    first = await look(staff, f"{HERE}/{parked[0]}", "en")
    assert '\n    "state": {\n' in unescape(first)
    assert "Щітки" in first
    assert "content-type text/plain" in words(first)
    assert "Later ones of its key that wait 2" in words(first)
    assert f'<a href="{HERE}/{parked[0]}">' in await look(staff, f"{HERE}/{parked[1]}")
    assert ">/w==</pre>" in await look(staff, f"{HERE}/{parked[3]}")
    await arrive((b"t", None), first=10)
    assert "a tombstone" in await look(staff, f"{HERE}/in-{int(parked[3][3:]) + 1}", "en")


@pytest.mark.parametrize("value", [b'"\\ud800"', b"[" * 100_000, b"1" * 5000, b'{"a": NaN}', b"\x00\x01", b""])
async def test_no_record_is_too_strange_to_be_shown(staff: httpx.AsyncClient, arrive: Arrive, value: bytes) -> None:
    await arrive((b"k", value))
    assert '<pre class="raw"' in await look(staff, f"{HERE}/in-1")


async def test_nothing_in_a_record_runs(staff: httpx.AsyncClient, arrive: Arrive, database: Database) -> None:
    hostile = ALL.encode()
    await arrive((hostile, hostile), (b"k", json.dumps({ALL: ALL}).encode()), headers=[(ALL, hostile)])
    await run(database, "update parked set topic = :all, reason = :all where key = :all_", all=ALL, all_=hostile)
    for address in (HERE, f"{HERE}/in-1", f"{HERE}/in-2", f"{HERE}/in-1?confirm=drop"):
        page = (await staff.get(address)).text
        assert running_in(page) == [], address
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page or address == HERE
    form = {"_page": f"{HERE}/in-1?confirm=drop", "reason": ALL + "x" * 500}
    again = await staff.post(f"{HERE}/in-1/drop", data=form)
    assert (again.status_code, running_in(again.text)) == (422, [])
    await staff.post(f"{HERE}/in-1/drop", data=form | {"reason": ALL})
    assert running_in((await staff.get(f"{HERE}?state=dropped")).text) == []


async def test_looking_at_a_record_is_on_the_trail_and_asking_what_became_of_it_is_not(
    staff: httpx.AsyncClient, parked: list[str]
) -> None:
    await look(staff, HERE)
    for path in (f"{API}/dead-letters", f"{API}/dead-letters/{parked[0]}/standing"):
        assert (await staff.get(path)).status_code == 200
    await look(staff, f"{HERE}/{parked[0]}")
    await staff.get(f"{API}/dead-letters/{parked[1]}")
    trail = Trail.model_validate_json((await staff.get(f"{API}/audit?after=0")).text)
    assert [(entry.action, entry.object) for entry in trail.entries] == [
        ("show_dead_letter", {"letter_id": letter}) for letter in parked[:2]
    ]


async def test_a_retry_leads_back_to_the_list_and_says_what_happens_now(
    staff: httpx.AsyncClient, parked: list[str], database: Database, inbox: Inbox
) -> None:
    page = await look(staff, f"{HERE}/{parked[0]}")
    assert f'action="{HERE}/{parked[0]}/retry"' in page
    assert f'action="{HERE}/{parked[0]}/drop"' not in page
    await run(database, "insert into visit values (gen_random_uuid(), 0)")
    answer = await staff.post(f"{HERE}/{parked[0]}/retry", data={"_page": f"{HERE}/{parked[0]}"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?retried={parked[0]}")
    listed = await look(staff, answer.headers["location"])
    assert f"{parked[0]}: нова спроба" in listed
    assert "Саме триває спроба" in listed
    assert await Releases(database, inbox).release()
    assert f"{HERE}/{parked[0]}" not in await look(staff, HERE)
    gone = await staff.post(f"{HERE}/{parked[0]}/retry", data={"_page": f"{HERE}/{parked[0]}"})
    assert gone.status_code == 404
    assert "його вже застосовано чи надіслано" in gone.text


async def test_dropping_is_asked_for_twice_and_with_a_reason(staff: httpx.AsyncClient, parked: list[str]) -> None:
    record = f"{HERE}/{parked[0]}"
    assert f'href="{record}?confirm=drop#confirmation"' in await look(staff, record)
    sheet = await look(staff, f"{record}?confirm=drop")
    assert "2 пізніші записи з цим ключем чекають за ним і підуть далі." in sheet
    assert f'action="{record}/drop"' in sheet
    for reason in ("", "  ", "x" * 501):
        again = await staff.post(f"{record}/drop", data={"_page": f"{record}?confirm=drop", "reason": reason})
        assert again.status_code == 422
        assert 'href="#reason"' in again.text
        assert re.search(r'id="reason-error"', again.text)
        assert f'action="{record}/drop"' in again.text
    answer = await staff.post(f"{record}/drop", data={"_page": f"{record}?confirm=drop", "reason": "Двічі те саме"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?dropped={parked[0]}")
    listed = await look(staff, answer.headers["location"])
    assert f"{parked[0]} відкинуто" in listed
    assert re.findall(rf'href="{HERE}/(in-\d+)"', listed) == parked[1:]
    dropped = await look(staff, f"{HERE}?state=dropped")
    assert re.findall(rf'href="{HERE}/(in-\d+)"', dropped) == parked[:1]
    assert "Двічі те саме" in dropped
    page = await look(staff, f"{record}?confirm=drop")
    assert "Двічі те саме" in page
    assert "The door is closed." in page
    assert "<form" not in page


async def test_what_the_broker_refused_is_sent_once_more_or_dropped(
    staff: httpx.AsyncClient, refused: str, database: Database
) -> None:
    assert "Ours, the broker refused it" in await look(staff, HERE, "en")
    page = await look(staff, f"{HERE}/{refused}", "en")
    assert "MessageSizeTooLargeError" in page
    assert "the topic allows a record of this size" in page
    assert "never sent" in await look(staff, f"{HERE}/{refused}?confirm=drop", "en")
    answer = await staff.post(f"{HERE}/{refused}/retry", data={"_page": f"{HERE}/{refused}"})
    assert answer.headers["location"] == f"{HERE}?retried={refused}"
    leaving = await look(staff, f"{HERE}/{refused}", "en")
    assert "The relay is sending it." in leaving
    assert "<form" not in leaving
    await run(database, "update outbox set refused = 'MessageSizeTooLargeError' where logged")
    answer = await staff.post(f"{HERE}/{refused}/drop", data={"_page": HERE, "reason": "x"})
    assert answer.headers["location"] == f"{HERE}?dropped={refused}"
    assert not await is_there(database, "select 1 from outbox where refused is not null")
    assert f"{HERE}/{refused}" in await look(staff, f"{HERE}?state=dropped")


async def test_only_administrators_find_them_in_their_menu_and_see_them(
    client: httpx.AsyncClient, signed_in: Callable[..., Awaitable[httpx.AsyncClient]]
) -> None:
    for address in (HERE, f"{HERE}/in-1"):
        assert (await client.get(address)).status_code == 401
    for role in Role:
        person, allowed = await signed_in(roles=[role]), role is Role.ADMINISTRATOR
        answer = await person.get(HERE)
        assert answer.status_code == (200 if allowed else 403)
        assert (f'<a href="{HERE}" aria-current="page">Невручені факти</a>' in answer.text) == allowed
        assert (f'<a href="{HERE}"' in answer.text) == allowed


@pytest.mark.parametrize("query", ["retried=<script>", "dropped=in-", "state=lost", "after=x", "key=%00"])
async def test_a_made_up_address_is_refused(staff: httpx.AsyncClient, query: str) -> None:
    assert (await staff.get(f"{HERE}?{query}")).status_code == 422
