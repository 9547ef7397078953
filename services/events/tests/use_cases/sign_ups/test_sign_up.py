"""Signing up for an event."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.notifications import Contact
from liaison_events.model import Event, SignUp
from liaison_kit import sealing
from liaison_kit.database import Database
from nacl.public import PrivateKey
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
Fields = Callable[[httpx.Response], list[str]]
HaveSignUp = Callable[..., Awaitable[SignUp]]
HaveEvent = Callable[..., Awaitable[Event]]
OKSANA = {"name": "Оксана Планктон", "phone": "8 067 123 45 67", "email": "planted@Example.com", "consent": True}


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/sign-ups"


@pytest.fixture(autouse=True)
def the_day_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta(days=-1)):
        yield


async def test_a_resident_signs_up_without_an_account(
    client: httpx.AsyncClient, event: Event, key: PrivateKey, published: Published, database: Database
) -> None:
    answer = await client.post(url(event), json=OKSANA | {"party_size": 2})
    assert answer.status_code == 201, answer.text
    place = answer.json()
    token = place["link"].rpartition("/sign-ups/")[2]
    assert place["link"].startswith("http://localhost:8080/sign-ups/")
    assert answer.headers["location"] == f"/sign-ups/{token}"
    assert await published() == ["SignUpConfirmed", "ParticipantContact"]
    async with database.reading() as session:
        kept = (await session.scalars(select(SignUp))).one()
    assert (kept.phone, kept.email, kept.party_size) == ("+380671234567", "planted@example.com", 2)
    assert kept.guardian_agreed_at is None
    assert token not in (kept.token_hash, str(kept.id))


async def test_only_the_notifications_service_can_read_the_contact(
    client: httpx.AsyncClient, event: Event, key: PrivateKey, payloads: Payloads
) -> None:
    answer = await client.post(url(event), json=OKSANA)
    sent = await payloads()
    token = answer.json()["link"].rpartition("/")[2]
    for record in sent:
        readable = json.dumps(record, ensure_ascii=False).lower()
        for planted in ("планктон", "оксана", "671234567", "planted", token.lower()):
            assert planted not in readable
    fact = next(record["data"] for record in sent if record["type"] == "liaison.events.ParticipantContact.v1")
    contact = Contact.model_validate_json(sealing.unseal(fact["sealed"], key))
    assert contact == Contact(
        name="Оксана Планктон", phone="+380671234567", email="planted@example.com", link=answer.json()["link"]
    )
    assert fact["key_version"] == 1


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"consent": False}, "consent"),
        ({"consent": None}, "consent"),
        ({"phone": None, "email": None}, "phone"),
        ({"phone": "12345"}, "phone"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "1" * 41}, "phone"),
        ({"email": "planted@"}, "email"),
        ({"party_size": 0}, "party_size"),
        ({"party_size": 11}, "party_size"),
        ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a" * 101}, "name"),
    ],
)
async def test_what_is_wrong_is_refused_by_its_field(
    client: httpx.AsyncClient,
    event: Event,
    key: PrivateKey,
    published: Published,
    fields: Fields,
    changes: dict[str, Any],
    field: str,
) -> None:
    answer = await client.post(url(event), json=OKSANA | changes)
    assert answer.status_code == 422
    assert fields(answer) == [field]
    assert await published() == []


@pytest.mark.parametrize("status", ["cancelled", "held"])
async def test_there_is_no_place_at_an_event_that_is_over(
    client: httpx.AsyncClient, have_event: HaveEvent, key: PrivateKey, published: Published, status: str
) -> None:
    answer = await client.post(url(await have_event(status=status)), json=OKSANA)
    assert answer.status_code == 409
    assert await published() == []


async def test_sign_up_ends_when_the_event_starts(
    client: httpx.AsyncClient,
    event: Event,
    key: PrivateKey,
    published: Published,
    fields: Fields,
    at: Callable[[timedelta], Any],
) -> None:
    with at(timedelta()):
        answer = await client.post(url(event), json=OKSANA)
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:liaison:problem:event-started"
    assert fields(answer) == []
    assert await published() == []


async def test_a_group_that_does_not_fit_is_told_how_many_places_are_left(
    client: httpx.AsyncClient, event: Event, key: PrivateKey, have_sign_up: HaveSignUp, published: Published
) -> None:
    await have_sign_up(event.id, phone="+380670000000", party_size=2)
    await have_sign_up(event.id, phone="+380670000001", party_size=3, status="cancelled")
    answer = await client.post(url(event), json=OKSANA | {"party_size": 2})
    assert answer.status_code == 409
    assert answer.json()["detail"].endswith("Left: 1.")
    assert await published() == []


@pytest.mark.parametrize(
    "again",
    [
        OKSANA,
        {"name": "X", "phone": "+38 (067) 123-45-67", "consent": True},
        {"name": "X", "email": "PLANTED@example.COM", "consent": True},
    ],
)
async def test_a_person_signs_up_once(
    client: httpx.AsyncClient, event: Event, key: PrivateKey, published: Published, again: dict[str, Any]
) -> None:
    await client.post(url(event), json=OKSANA)
    answer = await client.post(url(event), json=again)
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:liaison:problem:signed-up-already"
    assert "errors" not in answer.json()
    assert await published() == ["SignUpConfirmed", "ParticipantContact"]


@pytest.mark.parametrize("email", ["İ@example.com", "ΑΣ@example.com"])
@pytest.mark.usefixtures("key")
async def test_letters_whose_small_form_is_disputed_make_no_second_person(
    client: httpx.AsyncClient, event: Event, email: str
) -> None:
    resident = {"name": "Оксана", "email": email, "consent": True}
    answers = [await client.post(url(event), json=resident) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]


async def test_people_without_an_email_are_not_the_same_person(
    client: httpx.AsyncClient, event: Event, key: PrivateKey
) -> None:
    for phone in ("0671111111", "0672222222"):
        answer = await client.post(url(event), json={"name": "X", "phone": phone, "consent": True})
        assert answer.status_code == 201, answer.text


async def test_who_gave_the_place_back_can_sign_up_again(
    client: httpx.AsyncClient, event: Event, key: PrivateKey
) -> None:
    first = await client.post(url(event), json=OKSANA)
    await client.post(f"/api/events/v1{first.headers['location']}/cancellation")
    assert (await client.post(url(event), json=OKSANA)).status_code == 201


async def test_of_many_who_want_the_last_place_at_once_exactly_one_gets_it(
    client: httpx.AsyncClient, have_event: HaveEvent, key: PrivateKey, published: Published
) -> None:
    event = await have_event(capacity=1)
    people = [{"name": "X", "phone": f"067123456{n}", "consent": True} for n in range(8)]
    answers = await asyncio.gather(*(client.post(url(event), json=person) for person in people))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert await published() == ["SignUpConfirmed", "ParticipantContact"]


async def test_one_person_pressing_many_times_gets_one_place(
    client: httpx.AsyncClient, event: Event, key: PrivateKey, published: Published
) -> None:
    answers = await asyncio.gather(*(client.post(url(event), json=OKSANA) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert await published() == ["SignUpConfirmed", "ParticipantContact"]


async def test_while_no_key_is_known_the_resident_is_asked_to_try_again(
    client: httpx.AsyncClient, event: Event, published: Published, database: Database
) -> None:
    answer = await client.post(url(event), json=OKSANA)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert await published() == []
    async with database.reading() as session:
        assert (await session.scalars(select(SignUp))).all() == []


async def test_the_form_leads_to_the_sign_up_and_keeps_what_was_typed_when_refused(
    client: httpx.AsyncClient, event: Event, key: PrivateKey
) -> None:
    form = {"_page": f"/events/{event.id}", "name": "Оксана", "phone": "067 123 45 67", "email": "", "party_size": "1"}
    refused = await client.post(f"/events/{event.id}/sign-ups", data=form)
    assert refused.status_code == 422
    assert "Ми можемо зберігати ваші контакти лише за вашої згоди." in refused.text
    assert 'value="067 123 45 67"' in refused.text
    done = await client.post(f"/events/{event.id}/sign-ups", data=form | {"consent": "true"})
    assert done.status_code == 303
    assert done.headers["location"].startswith("/sign-ups/")
    assert (await client.get(done.headers["location"])).status_code == 200


async def test_all_that_is_wrong_is_told_at_once(client: httpx.AsyncClient, event: Event, fields: Fields) -> None:
    answer = await client.post(url(event), json={"name": "Оксана", "phone": "12", "email": "not"})
    assert answer.status_code == 422
    assert fields(answer) == ["consent", "phone", "email"]
