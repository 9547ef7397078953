"""Waiting for a place, being offered one, and taking it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.events.tests.waiting import ask, line, places_taken, token_of

HaveEvent = Callable[..., Awaitable[Event]]
Published = Callable[[], Awaitable[list[str]]]
At = Callable[[timedelta], Any]
DAY = timedelta(days=1)


@pytest.mark.usefixtures("key")
async def test_a_place_given_back_is_offered_to_whoever_has_waited_longest(
    client: httpx.AsyncClient, have_event: HaveEvent, published: Published, database: Database, at: At
) -> None:
    event = await have_event(capacity=1)
    with at(-3 * DAY):
        holder = token_of(await ask(client, event, 1))
        assert (await ask(client, event, 2)).status_code == 409
        first = token_of(await ask(client, event, 2, wait=True))
        second = token_of(await ask(client, event, 3, wait=True))
        waiting = (await client.get(f"/api/events/v1/sign-ups/{second}")).json()
        assert (waiting["status"], waiting["before_me"]) == ("waiting", 1)
        assert (await client.post(f"/api/events/v1/sign-ups/{first}/acceptance")).status_code == 409
        await client.post(f"/api/events/v1/sign-ups/{holder}/cancellation")
        assert await line(database, event) == ["cancelled", "offered", "waiting"]
        page = (await client.get(f"/sign-ups/{first}")).text
        assert "Для вас є місце" in page
        assert f'action="/sign-ups/{first}/acceptance"' in page
        # The place is held: nobody who comes now is quicker.
        late = await ask(client, event, 4)
        assert (late.status_code, late.json()["detail"]) == (409, "There are not enough places. Left: 0.")
    with at(-2.6 * DAY):
        accepted = await client.post(f"/api/events/v1/sign-ups/{first}/acceptance")
        assert accepted.json() == {"status": "confirmed"}
        assert (await client.post(f"/api/events/v1/sign-ups/{first}/acceptance")).json() == {"status": "confirmed"}
    assert await line(database, event) == ["cancelled", "confirmed", "waiting"]
    assert await places_taken(database, event) == 1
    told = [name for name in await published() if name != "ParticipantContact"]
    assert told == [
        "SignUpConfirmed",
        "SignUpWaitlisted",
        "SignUpWaitlisted",
        "SignUpCancelled",
        "PlaceOffered",
        "SignUpConfirmed",
    ]


@pytest.mark.usefixtures("key")
async def test_an_offer_that_is_over_cannot_be_accepted(
    client: httpx.AsyncClient, have_event: HaveEvent, at: At
) -> None:
    event = await have_event(capacity=1)
    with at(-3 * DAY):
        holder, first = token_of(await ask(client, event, 1)), token_of(await ask(client, event, 2, wait=True))
        await client.post(f"/api/events/v1/sign-ups/{holder}/cancellation")
    with at(-2 * DAY):
        answer = await client.post(f"/api/events/v1/sign-ups/{first}/acceptance")
    assert answer.json()["type"] == "urn:liaison:problem:offer-is-over"
    assert (await client.post("/api/events/v1/sign-ups/no-such-link/acceptance")).status_code == 404


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(("fills_gaps", "expected"), [(False, ["waiting", "waiting"]), (True, ["waiting", "offered"])])
async def test_a_family_that_is_first_is_not_overtaken_unless_gaps_are_filled(
    client: httpx.AsyncClient,
    have_event: HaveEvent,
    database: Database,
    at: At,
    fills_gaps: bool,
    expected: list[str],
) -> None:
    event = await have_event(capacity=3, fills_gaps=fills_gaps)
    with at(-3 * DAY):
        holders = [token_of(await ask(client, event, number)) for number in (1, 2, 3)]
        await ask(client, event, 4, wait=True, party_size=3)
        await ask(client, event, 5, wait=True)
        await client.post(f"/api/events/v1/sign-ups/{holders[0]}/cancellation")
        assert (await line(database, event))[3:] == expected
        assert (await ask(client, event, 6)).status_code == 409


@pytest.mark.usefixtures("key")
async def test_nobody_is_offered_a_place_when_there_is_no_time_left_to_decide(
    client: httpx.AsyncClient, have_event: HaveEvent, database: Database, at: At
) -> None:
    """Then it is whoever's who asks first, of those who wait and of those who come: it does not stay empty."""
    event = await have_event(capacity=2)
    with at(timedelta(minutes=-50)):
        holders = [token_of(await ask(client, event, number)) for number in (1, 2)]
        waiting = [token_of(await ask(client, event, number, wait=True)) for number in (3, 4)]
        full = await client.post(f"/api/events/v1/sign-ups/{waiting[0]}/acceptance")
        assert (full.status_code, full.json()["type"]) == (409, "urn:liaison:problem:not-enough-places")
        page = (await client.get(f"/sign-ups/{waiting[1]}")).text
        assert "про вільні місця більше не повідомляємо" in page
        for token in holders:
            await client.post(f"/api/events/v1/sign-ups/{token}/cancellation")
        assert await line(database, event) == ["cancelled", "cancelled", "waiting", "waiting"]
        assert f'action="/sign-ups/{waiting[1]}/acceptance"' in (await client.get(f"/sign-ups/{waiting[1]}")).text
        taken = await client.post(f"/api/events/v1/sign-ups/{waiting[1]}/acceptance")
        assert taken.json() == {"status": "confirmed"}
        assert (await ask(client, event, 5)).json()["status"] == "confirmed"
        late = await client.post(f"/api/events/v1/sign-ups/{waiting[0]}/acceptance")
        assert late.json()["type"] == "urn:liaison:problem:not-enough-places"
    with at(timedelta(minutes=1)):
        over = await client.post(f"/api/events/v1/sign-ups/{waiting[0]}/acceptance")
        assert over.json()["type"] == "urn:liaison:problem:event-started"
    assert await places_taken(database, event) == 2


@pytest.mark.parametrize("statement", ["update sign_up set party_size = 4", "update event set capacity = 2"])
async def test_the_database_itself_refuses_one_place_too_many(
    database: Database, have_event: HaveEvent, have_sign_up: Callable[..., Awaitable[object]], statement: str
) -> None:
    event = await have_event(capacity=3)
    await have_sign_up(event.id, party_size=3)
    with pytest.raises(IntegrityError, match="ck_event_places"):
        async with database.transaction() as session:
            await session.execute(text(statement))
    assert await places_taken(database, event) == 3
