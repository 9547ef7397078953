"""Changing the contact of a sign-up, by whoever holds its link."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.notifications import Contact
from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.sign_up import hashed
from liaison_kit import sealing
from liaison_kit.database import Database
from nacl.public import PrivateKey
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
Fields = Callable[[httpx.Response], list[str]]
HaveEvent = Callable[..., Awaitable[Event]]
HaveSignUp = Callable[..., Awaitable[SignUp]]
At = Callable[[timedelta], Any]
URL = "/api/events/v1/sign-ups/my-secret/contact"
MINE = {"token_hash": hashed("my-secret"), "phone": "+380671234567", "email": "wrong@example.com"}
RIGHT = {"phone": "067 765 43 21"}
BEFORE = timedelta(days=-1)


@pytest.fixture(autouse=True)
def the_day_before(at: At) -> Any:
    with at(BEFORE):
        yield


async def told(payloads: Payloads, key: PrivateKey) -> tuple[dict[str, Any], Contact]:
    """The one fact that went out, and what is in its box."""
    (record,) = await payloads()
    fact: dict[str, Any] = record["data"]
    return fact, Contact.model_validate_json(sealing.unseal(fact["sealed"], key))


async def kept(database: Database) -> tuple[str | None, str | None, int]:
    async with database.reading() as session:
        row = (await session.scalars(select(SignUp).where(SignUp.token_hash == MINE["token_hash"]))).one()
    return row.phone, row.email, row.version


@pytest.mark.parametrize(
    ("typed", "phone", "email", "corrected"),
    [
        ({"phone": "067 765 43 21"}, "+380677654321", "wrong@example.com", ["phone"]),
        ({"email": "Right@Example.com"}, "+380671234567", "Right@example.com", ["email"]),
        (
            {"phone": "067 765 43 21", "email": "right@example.com"},
            "+380677654321",
            "right@example.com",
            ["phone", "email"],
        ),
        ({"email": "right@example.com", "forget_other": True}, None, "right@example.com", ["phone", "email"]),
        ({"phone": "067 123 45 67", "forget_other": True}, "+380671234567", None, ["email"]),
    ],
)
async def test_what_was_typed_wrongly_is_replaced_and_forgotten(
    client: httpx.AsyncClient,
    event: Event,
    key: PrivateKey,
    have_sign_up: HaveSignUp,
    payloads: Payloads,
    database: Database,
    typed: dict[str, Any],
    phone: str | None,
    email: str | None,
    corrected: list[str],
) -> None:
    row = await have_sign_up(event.id, **MINE)
    answer = await client.post(URL, json=typed | {"language": "en"})
    assert (answer.status_code, answer.content) == (204, b""), answer.text
    assert await kept(database) == (phone, email, 2)
    fact, contact = await told(payloads, key)
    assert (fact["sign_up_id"], fact["version"], fact["corrected"]) == (str(row.id), 2, corrected)
    link = "http://localhost:8080/sign-ups/my-secret"
    assert contact == Contact(name="Оксана Коваль", phone=phone, email=email, link=link, language="en")


async def test_only_the_notifications_service_can_read_it(
    client: httpx.AsyncClient,
    event: Event,
    key: PrivateKey,
    have_sign_up: HaveSignUp,
    published: Published,
    payloads: Payloads,
) -> None:
    await have_sign_up(event.id, **MINE)
    await client.post(URL, json=RIGHT)
    assert await published() == ["ParticipantContact"]
    readable = json.dumps(await payloads(), ensure_ascii=False).lower()
    for planted in ("коваль", "677654321", "671234567", "wrong@", "my-secret"):
        assert planted not in readable


@pytest.mark.parametrize("status", ["waiting", "offered"])
async def test_whoever_waits_for_a_place_corrects_it_too(
    client: httpx.AsyncClient,
    event: Event,
    key: PrivateKey,
    have_sign_up: HaveSignUp,
    published: Published,
    status: str,
) -> None:
    held = event.starts_at if status == "offered" else None
    await have_sign_up(event.id, status=status, offered_until=held, **MINE)
    assert (await client.post(URL, json=RIGHT)).status_code == 204
    assert await published() == ["ParticipantContact"]


async def test_what_is_right_already_tells_nobody_anything(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published, database: Database
) -> None:
    await have_sign_up(event.id, **MINE)
    assert (await client.post(URL, json={"phone": "0671234567"})).status_code == 204
    assert await published() == []
    assert await kept(database) == (MINE["phone"], MINE["email"], 1)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, ["phone"]),
        ({"forget_other": True}, ["phone"]),
        ({"phone": "12345"}, ["phone"]),
        ({"phone": "1" * 41}, ["phone"]),
        ({"email": "right@"}, ["email"]),
        ({"phone": "12345", "email": "right@"}, ["phone", "email"]),
        ({"email": "right@example.com", "language": "de"}, ["language"]),
    ],
)
async def test_what_is_wrong_is_refused_by_its_field(
    client: httpx.AsyncClient,
    event: Event,
    key: PrivateKey,
    have_sign_up: HaveSignUp,
    published: Published,
    fields: Fields,
    database: Database,
    typed: dict[str, Any],
    wrong: list[str],
) -> None:
    await have_sign_up(event.id, **MINE)
    answer = await client.post(URL, json=typed)
    assert (answer.status_code, fields(answer)) == (422, wrong)
    assert await published() == []
    assert await kept(database) == (MINE["phone"], MINE["email"], 1)


@pytest.mark.parametrize("theirs", [{"phone": "+380677654321"}, {"phone": None, "email": "Right@example.com"}])
async def test_a_contact_of_another_sign_up_for_the_event_is_refused(
    client: httpx.AsyncClient,
    event: Event,
    key: PrivateKey,
    have_sign_up: HaveSignUp,
    published: Published,
    theirs: dict[str, Any],
) -> None:
    await have_sign_up(event.id, **MINE)
    await have_sign_up(event.id, **theirs)
    answer = await client.post(URL, json=RIGHT | {"email": "right@example.com"})
    assert (answer.status_code, answer.json()["title"]) == (409, "Contact of another")
    assert await published() == []


@pytest.mark.parametrize(
    ("changes", "later", "title"),
    [
        ({"status": "cancelled"}, BEFORE, "Sign up is cancelled"),
        ({}, timedelta(), "Event started"),
    ],
)
async def test_when_nothing_is_to_be_told_any_more_there_is_nothing_to_correct(
    client: httpx.AsyncClient,
    event: Event,
    key: PrivateKey,
    have_sign_up: HaveSignUp,
    published: Published,
    at: At,
    changes: dict[str, Any],
    later: timedelta,
    title: str,
) -> None:
    await have_sign_up(event.id, **MINE | changes)
    with at(later):
        answer = await client.post(URL, json=RIGHT)
    assert (answer.status_code, answer.json()["title"]) == (409, title)
    assert await published() == []


async def test_at_a_cancelled_event_there_is_nothing_to_correct(
    client: httpx.AsyncClient, have_event: HaveEvent, key: PrivateKey, have_sign_up: HaveSignUp, published: Published
) -> None:
    event = await have_event(status="cancelled")
    await have_sign_up(event.id, **MINE)
    assert (await client.post(URL, json=RIGHT)).status_code == 409
    assert await published() == []


async def test_without_a_key_to_seal_with_nothing_is_changed(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, database: Database
) -> None:
    await have_sign_up(event.id, **MINE)
    answer = await client.post(URL, json=RIGHT)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert await kept(database) == (MINE["phone"], MINE["email"], 1)


async def test_a_program_that_saw_another_version_is_refused(
    client: httpx.AsyncClient, event: Event, key: PrivateKey, have_sign_up: HaveSignUp
) -> None:
    await have_sign_up(event.id, **MINE)
    seen = {"if-match": '"1"'}
    assert (await client.post(URL, json=RIGHT, headers=seen)).headers["etag"] == '"2"'
    assert (await client.post(URL, json={"phone": "0671112233"}, headers=seen)).status_code == 412


async def test_a_wrong_link_opens_nothing(
    client: httpx.AsyncClient, event: Event, key: PrivateKey, have_sign_up: HaveSignUp, published: Published
) -> None:
    row = await have_sign_up(event.id, **MINE)
    for token in ("guess", str(row.id), row.token_hash):
        assert (await client.post(f"/api/events/v1/sign-ups/{token}/contact", json=RIGHT)).status_code == 404
    assert await published() == []


async def test_the_form_leads_back_to_the_sign_up_which_says_so_and_names_no_contact(
    client: httpx.AsyncClient, event: Event, key: PrivateKey, have_sign_up: HaveSignUp
) -> None:
    await have_sign_up(event.id, **MINE)
    page = await client.get("/sign-ups/my-secret")
    assert 'action="/sign-ups/my-secret/contact"' in page.text
    assert "Контакт виправлено" not in page.text
    answer = await client.post("/sign-ups/my-secret/contact", data=RIGHT | {"_page": "/sign-ups/my-secret"})
    assert answer.status_code == 303
    page = await client.get(answer.headers["location"])
    assert "Контакт виправлено" in page.text
    for private in ("67123", "67765", "wrong@"):
        assert private not in page.text


async def test_a_refused_form_keeps_what_was_typed_beside_what_is_wrong(
    client: httpx.AsyncClient, event: Event, key: PrivateKey, have_sign_up: HaveSignUp
) -> None:
    await have_sign_up(event.id, **MINE)
    answer = await client.post("/sign-ups/my-secret/contact", data={"phone": "12345", "_page": "/sign-ups/my-secret"})
    assert answer.status_code == 422
    assert 'value="12345"' in answer.text
    assert "Це не телефонний номер" in answer.text
    # What is folded until somebody wants it must not hide what is wrong.
    assert "<details open>" in answer.text
