"""What another site makes a visitor's browser send is refused."""

import httpx
import pytest
from liaison_kit.database import Database
from liaison_kit.testing import STAFF_TOKEN

from shared.kit.tests.site import API, OWN, TOKEN, visitor

COOKIE = {"cookie": f"liaison_language=en; liaison_staff={TOKEN}"}
FROM_ELSEWHERE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": OWN},
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {"origin": "https://liaison.example.elsewhere.example"},
    {"origin": "https://liaison.example@elsewhere.example"},
    {"origin": "http://liaison.example"},
    {"origin": "https://liaison.example:8443"},
    {"origin": "https://[broken"},
    {"referer": "https://elsewhere.example/https://liaison.example/"},
]
FROM_HERE = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": "null"},
    {"origin": OWN},
    {"origin": f"{OWN}:443"},
    {"referer": f"{OWN}/offices?page=2"},
]


async def post(headers: dict[str, str], path: str = "/wishes", **settings: object) -> httpx.Response:
    async with visitor(**settings) as client:
        if path.startswith("/api/"):
            return await client.post(path, json={"title": "a lamp"}, headers=headers)
        return await client.post(path, data={"title": "a lamp", "_page": "/wishes"}, headers=headers)


@pytest.mark.parametrize("cookie", [{}, COOKIE], ids=["stranger", "signed in"])
@pytest.mark.parametrize("path", [f"{API}/wishes", "/wishes"], ids=["api", "form"])
@pytest.mark.parametrize("origin", FROM_ELSEWHERE, ids=str)
async def test_a_command_from_another_site_is_refused(
    origin: dict[str, str], path: str, cookie: dict[str, str]
) -> None:
    answer = await post(origin | cookie, path)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:liaison:problem:cross-site")


@pytest.mark.parametrize("path", [f"{API}/wishes", "/wishes"], ids=["api", "form"])
@pytest.mark.parametrize("origin", FROM_HERE, ids=str)
async def test_a_command_from_our_own_page_is_taken(origin: dict[str, str], path: str) -> None:
    assert (await post(origin | COOKIE, path)).status_code in {200, 303}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_every_method_that_changes_something_is_guarded(method: str) -> None:
    async with visitor() as client:
        answer = await client.request(method, "/wishes", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


async def test_looking_is_allowed_from_anywhere() -> None:
    async with visitor() as client:
        answer = await client.get(f"{API}/wishes", headers={"sec-fetch-site": "cross-site", "origin": "null"} | COOKIE)
    assert answer.status_code == 200


async def test_a_program_with_a_token_comes_from_nowhere() -> None:
    headers = {"authorization": f"Bearer {TOKEN}", "sec-fetch-site": "cross-site"}
    assert (await post(headers, f"{API}/wishes")).status_code == 200


async def test_a_program_without_credentials_comes_from_nowhere() -> None:
    assert (await post({"cookie": "liaison_language=en"})).status_code == 303


async def test_a_cookie_without_any_origin_is_refused() -> None:
    assert (await post(COOKIE)).status_code == 403


@pytest.mark.parametrize(("demo", "status"), [(True, 303), (False, 403)])
async def test_the_address_that_was_asked_is_an_origin_in_demo_mode_alone(demo: bool, status: int) -> None:
    headers = {"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8080"} | COOKIE
    assert (await post(headers, url="http://localhost:8080", demo=demo)).status_code == status


@pytest.mark.parametrize("path", [f"{API}/mine/secret/ending", "/mine/secret/ending"], ids=["api", "form"])
@pytest.mark.parametrize("origin", FROM_ELSEWHERE, ids=str)
async def test_where_other_sites_may_send_nothing_is_read_of_who_is_signed_in(
    origin: dict[str, str], path: str, database: Database
) -> None:
    async with visitor(database=database) as client:
        bearer = {"authorization": f"Bearer {STAFF_TOKEN}"}
        for headers in (origin | COOKIE, origin | bearer):
            sent = {} if path == f"{API}/mine/secret/ending" else {"data": {"List-Unsubscribe": "One-Click"}}
            answer = await client.post(path, headers=headers, **sent)
            assert (answer.status_code, answer.json()) == (200, {"known": False})
