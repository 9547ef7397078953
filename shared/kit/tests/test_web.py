"""A command's answer and what it changed come and go together."""

import asyncio

import httpx
import pytest
from liaison_kit.database import Database
from liaison_kit.http import answers
from liaison_kit.tables import AnswerRow
from sqlalchemy import text

API = "/api/registry/v1"


async def visits(database: Database) -> int:
    async with database.reading() as session:
        return int(await session.scalar(text("select count(*) from visit")) or 0)


async def test_state_and_fact_are_committed_before_the_answer_leaves(
    client: httpx.AsyncClient, database: Database, published
) -> None:
    answer = await client.post(f"{API}/districts", json={"name": "Щітки"})
    assert answer.status_code == 201
    assert await visits(database) == 1
    assert await published() == ["DistrictJoined"]


async def test_a_commit_that_fails_answers_500_and_not_200(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{API}/deferred")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_refusal_leaves_nothing_behind(client: httpx.AsyncClient, database: Database, published) -> None:
    answer = await client.post(f"{API}/districts", json={"name": "nobody"})
    assert answer.status_code == 409
    assert answer.json() == {
        "type": "urn:liaison:problem:unwelcome",
        "title": "Unwelcome",
        "status": 409,
        "detail": "nobody cannot join.",
        "errors": [{"field": "name", "message": "nobody cannot join."}],
    }
    assert await visits(database) == 0
    assert await published() == []


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "name"), ({"name": ""}, "name"), ({"name": "x" * 21}, "name"), ({"name": "Щітки", "times": "many"}, "times")],
)
async def test_bad_input_names_the_field(client: httpx.AsyncClient, body: dict[str, str], field: str) -> None:
    answer = await client.post(f"{API}/districts", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_bad_input_is_told_how_much_is_allowed(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{API}/districts", json={"name": "x" * 21, "times": -1})
    assert [error["message"] for error in answer.json()["errors"]] == [
        "Use at most 20 characters.",
        "Enter at least 0.",
    ]


async def test_a_get_cannot_write(client: httpx.AsyncClient, database: Database) -> None:
    assert (await client.get(f"{API}/writing")).status_code == 500
    assert await visits(database) == 0


async def test_an_unexpected_error_tells_no_secret(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{API}/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text


async def test_an_unknown_address_is_a_problem_too(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{API}/nowhere")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:liaison:problem:not-found"


async def test_staff_pages_need_the_token(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{API}/staff")).status_code == 401
    assert (await client.get(f"{API}/staff", headers={"authorization": "Bearer wrong"})).status_code == 401


async def test_staff_get_in(staff: httpx.AsyncClient) -> None:
    assert (await staff.get(f"{API}/staff")).json() == "welcome"


async def test_the_same_idempotency_key_gets_the_same_answer_and_one_effect(
    client: httpx.AsyncClient, database: Database, published
) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = await client.post(f"{API}/districts", json={"name": "Щітки"}, headers=headers)
    second = await client.post(f"{API}/districts", json={"name": "Щітки"}, headers=headers)
    assert (second.status_code, second.json(), second.headers["location"]) == (
        first.status_code,
        first.json(),
        first.headers["location"],
    )
    assert second.headers["idempotency-replayed"] == "true"
    assert await visits(database) == 1
    assert await published() == ["DistrictJoined"]


async def test_twins_at_the_same_moment_have_one_effect(client: httpx.AsyncClient, database: Database) -> None:
    headers = {"Idempotency-Key": "k-2"}
    request = {"json": {"name": "Щітки"}, "headers": headers}
    answers = await asyncio.gather(*(client.post(f"{API}/districts", **request) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await visits(database) == 1


async def test_whoever_asks_again_while_it_still_runs_is_told_when_to_come_back(
    client: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "PATIENCE_SECONDS", 0.1)
    headers = {"Idempotency-Key": "k-5"}
    async with database.transaction() as running:
        running.add(AnswerRow(key_hash=answers._hash("k-5"), request_hash=b"x"))
        await running.flush()
        answer = await client.post(f"{API}/districts", json={"name": "Щітки"}, headers=headers)
        await running.rollback()
    assert (answer.status_code, answer.headers["retry-after"]) == (409, "1")
    assert answer.json()["type"] == "urn:liaison:problem:twin-is-running"
    monkeypatch.undo()
    # The twin came to nothing: the next one is the first.
    assert (await client.post(f"{API}/districts", json={"name": "Щітки"}, headers=headers)).status_code == 201
    assert await visits(database) == 1


async def test_a_key_used_for_another_request_is_refused(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "k-3"}
    await client.post(f"{API}/districts", json={"name": "Щітки"}, headers=headers)
    answer = await client.post(f"{API}/districts", json={"name": "Десна"}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_two_keys_are_two_requests_each_with_its_own_answer(client: httpx.AsyncClient) -> None:
    async def join(name: str, key: str) -> httpx.Response:
        return await client.post(f"{API}/districts", json={"name": name}, headers={"Idempotency-Key": key})

    first, second = await join("Щітки", "k-6"), await join("Десна", "k-7")
    assert (first.status_code, second.status_code) == (201, 201)
    assert (await join("Щітки", "k-6")).json() == first.json()
    assert (await join("Десна", "k-7")).json() == second.json()


async def test_a_refused_command_may_be_tried_again_under_its_key(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "k-4"}
    assert (await client.post(f"{API}/districts", json={"name": "nobody"}, headers=headers)).status_code == 409
    assert (await client.post(f"{API}/districts", json={"name": "Десна"}, headers=headers)).status_code == 201


async def test_a_character_that_is_not_text_is_bad_input(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{API}/label", json={"name": "a\u0000b"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:liaison:problem:not-text")


async def test_what_is_kept_of_an_answer_can_be_read_with_its_key_alone(
    client: httpx.AsyncClient, database: Database
) -> None:
    key = "0193-a-key"
    await client.post(f"{API}/districts", json={"name": "Щітки-Таємні"}, headers={"Idempotency-Key": key})
    async with database.reading() as session:
        kept = str((await session.execute(text("select answer::text, encode(sealed, 'escape') from answer"))).all())
    assert "Таємні" not in kept
    assert "u0429" not in kept
    assert key not in kept


async def test_a_played_time_that_is_none_is_bad_input(staff: httpx.AsyncClient) -> None:
    answer = await staff.get(f"{API}/staff", headers={"liaison-played-at": "yesterday"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Liaison-Played-At")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("019316c4-11d6-7b4f-8d5e-1a1b1c1d1e1f", True),
        ("380671234567", False),
        ("067-123-45-67", False),
        ("oksana", False),
        ("{019316c4-11d6-7b4f-8d5e-1a1b1c1d1e1f}", False),
        ("38067123456700000000000000000000", False),
    ],
)
async def test_a_trace_is_followed_by_its_uuid_alone(
    client: httpx.AsyncClient, database: Database, given: str, kept: bool
) -> None:
    await client.post(f"{API}/districts", json={"name": "Щітки"}, headers={"X-Correlation-ID": given})
    async with database.reading() as session:
        payload = str(await session.scalar(text("select convert_from(payload, 'utf-8') from outbox limit 1")))
    assert (f'"correlationid":"{given}"' in payload.replace(": ", ":")) == kept
    assert kept or given not in payload


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_no_page_of_the_framework_is_there(client: httpx.AsyncClient, path: str) -> None:
    """They load scripts from other hosts."""
    assert (await client.get(path)).status_code == 404


async def test_the_api_describes_itself_under_its_own_address(client: httpx.AsyncClient) -> None:
    described = (await client.get(f"{API}/openapi.json")).json()
    assert described["info"] == {"title": "Liaison registry", "version": "1"}
    assert f"{API}/districts" in described["paths"]
