"""Addresses that nobody was given: guessed ids, other folders, other sites, other origins; made from each OpenAPI."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from liaison_kit.service import Service

from tests.attacks.markup import ALL, AS_ADDRESS, running_in

Operation = dict[str, Any]
GUESSES = [
    str(UUID(int=0)),
    str(UUID(int=2**128 - 1)),
    "0",
    "-1",
    "99999999999999999999",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%00",
    "%ff",
    quote("' or 1=1 --"),
    quote("${7*191}{{7*191}}"),
    "x" * 4000,
]
ELSEWHERE = ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example"]
FOLDERS = ["../render.py", "..%2frender.py", "%2e%2e/render.py", "....//render.py", "..%5crender.py", "/etc/passwd"]
FROM_ANYWHERE = {"/n/{token}/unsubscribe"}
"""Webmails send it from their own pages (RFC 8058): it reads nothing of who asks, and does what its link allows."""


@pytest.fixture
def operations(service: Service, app: FastAPI) -> list[tuple[str, str, Operation]]:
    """Method, path without the API's prefix, and description of everything the service answers."""
    schema = app.openapi()
    prefix = f"/api/{service.name}/v1"
    return [
        (method.upper(), path.removeprefix(prefix), operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def filled(path: str, guess: str) -> str:
    """The path with a guess in each of its places."""
    return "/".join(guess if part.startswith("{") else part for part in path.split("/"))


def both(service: Service, path: str) -> Iterator[str]:
    yield path
    yield f"/api/{service.name}/v1{path}"


async def test_a_guessed_id_leads_nowhere(
    client: httpx.AsyncClient, service: Service, operations: list[tuple[str, str, Operation]]
) -> None:
    tried = 0
    for method, path, _ in operations:
        for guess in GUESSES if "{" in path else []:
            for address in both(service, filled(path, guess)):
                answer = await client.request(method, address, json={} if method == "POST" else None)
                tried += 1
                assert 400 <= answer.status_code < 500, (method, address, answer.status_code)
                assert "829348951" not in answer.text
    assert tried


async def test_what_is_asked_for_never_runs_in_the_answer(
    staff: httpx.AsyncClient, operations: list[tuple[str, str, Operation]]
) -> None:
    for method, path, operation in operations:
        if method != "GET":
            continue
        asked = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
        for name in [*asked, "lang", "to", "anything"]:
            for payload in (ALL, AS_ADDRESS):
                answer = await staff.get(filled(path, quote(payload, safe="")), params={name: payload})
                assert answer.status_code < 500, (path, name, payload)
                if "text/html" in answer.headers.get("content-type", ""):
                    assert running_in(answer.text) == [], (path, name, payload)


async def test_what_was_typed_never_runs_when_the_form_is_shown_again(
    staff: httpx.AsyncClient, service: Service, operations: list[tuple[str, str, Operation]]
) -> None:
    pages = [path for method, path, _ in operations if method == "GET" and "{" not in path]
    names = ("name", "title", "description", "edrpou", "token", "to", "reason", "backdating_reason", "email")
    typed, told = dict.fromkeys(names, ALL), set[str]()
    for number, (method, path, _) in enumerate(operations):
        if method != "POST":
            continue
        refused = await staff.post(f"/api/{service.name}/v1{filled(path, GUESSES[0])}", json=typed)
        # A page shows what was typed and what was wrong with it: where both are known, it is the same page once more.
        known = refused.is_error and refused.text in told
        told.add(refused.text)
        for page in (pages[(number + step) % len(pages)] for step in range(0, len(pages), len(pages) if known else 7)):
            answer = await staff.post(filled(path, GUESSES[0]), data=typed | {"_page": page})
            assert answer.status_code < 500, (path, page)
            assert running_in(answer.text) == [], (path, page)


@pytest.mark.parametrize("page", ELSEWHERE)
async def test_no_form_leads_to_another_site(
    staff: httpx.AsyncClient, operations: list[tuple[str, str, Operation]], page: str
) -> None:
    for method, path, _ in operations:
        if method == "POST":
            fields = {"_page": page, "to": page, "token": "a-token-for-tests-only"}
            answer = await staff.post(filled(path, GUESSES[0]), data=fields)
            led = answer.headers.get("location", "/")
            assert not urlsplit(led).netloc, (path, led)
            assert led.startswith("/"), (path, led)
            assert led[1:2] not in {"/", "\\"}, (path, led)


async def test_no_command_is_taken_from_another_site(
    client: httpx.AsyncClient, service: Service, operations: list[tuple[str, str, Operation]]
) -> None:
    for method, path, _ in operations:
        if method in {"POST", "PUT", "PATCH", "DELETE"} and path not in FROM_ANYWHERE:
            for address in both(service, filled(path, GUESSES[0])):
                headers = {"sec-fetch-site": "cross-site", "cookie": "liaison=a-token-for-tests-only"}
                answer = await client.request(method, address, json={}, headers=headers)
                # What has no page is nowhere but under /api.
                refused = {403} if address.startswith("/api/") else {403, 404}
                assert answer.status_code in refused, (method, address)


@pytest.mark.parametrize("folder", FOLDERS)
async def test_static_files_are_those_of_one_folder(client: httpx.AsyncClient, folder: str) -> None:
    answer = await client.get(f"/static/{folder}")
    assert answer.status_code == 404
    assert "import" not in answer.text
    assert "root:" not in answer.text


async def test_an_error_tells_nothing_of_the_inside(
    client: httpx.AsyncClient, service: Service, operations: list[tuple[str, str, Operation]]
) -> None:
    for method, path, _ in operations:
        for address in both(service, filled(path, GUESSES[0])):
            answer = await client.request(method, address, content=b"\x00\xff{", headers={"content-type": "text/xml"})
            for told in ("Traceback", "sqlalchemy", "asyncpg", "/src/", "postgresql://"):
                assert told not in answer.text, (method, address)
