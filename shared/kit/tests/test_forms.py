"""A browser's form reaches the same function as the API."""

import json
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Query, Request, Response
from liaison_kit import web
from liaison_kit.database import Database
from liaison_kit.errors import Refusal
from liaison_kit.forms import Forms, submission
from liaison_kit.http import problems
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Limits
from pydantic import BaseModel

from shared.kit.tests.site import settings


class Wish(BaseModel):
    title: str
    tools: list[str] = []


@pytest.fixture
def browser() -> httpx.AsyncClient:
    router = web.router(ANYBODY)

    @router.post("/wishes")
    async def wish(wish: Wish) -> Wish:
        if wish.title == "refuse":
            raise Refusal
        return wish

    @router.post("/pictures")
    async def add_picture(
        request: Request, alt: str, response: Response, tags: Annotated[tuple[str, ...], Query()] = ()
    ) -> None:
        response.headers["Location"] = "/".join(["", alt, *tags, (await request.body()).decode()])

    @router.post("/marks")
    async def mark(request: Request, response: Response) -> None:
        response.headers["Location"] = json.dumps(submission(request).values)

    @router.get("/echo")
    async def echo(request: Request) -> str:
        return submission(request).page

    app = FastAPI()
    app.state.limits = Limits(settings())
    problems.install(app, None)
    app.include_router(router)
    app.add_middleware(Forms)
    app.state.database = Database("postgresql://nobody@localhost/nothing")  # never reached: no test here asks for it
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://liaison.test")


async def test_what_is_typed_beside_a_file_is_in_the_query_and_the_file_is_the_body(browser: httpx.AsyncClient) -> None:
    typed = {"_page": "/pictures", "alt": "door"}
    answer = await browser.post("/pictures", data=typed, files={"file": ("x", b"content")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/door/content")
    both = await browser.post("/pictures", data=typed | {"tags[]": ["a", "b"]}, files={"file": ("x", b"content")})
    assert both.headers["location"] == "/door/a/b/content"
    none = await browser.post("/pictures?alt=gate", data={"_page": "/pictures"}, files={"file": ("", b"")})
    assert none.headers["location"] == "/gate/{}"


async def test_success_leads_back_to_the_page_of_the_form(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/wishes", data={"title": "a lamp", "tools[]": ["x", "y"], "_page": "/wishes?mine=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/wishes?mine=1")


async def test_a_programs_form_is_of_no_page_and_gets_its_answer(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/wishes", data={"title": "a lamp"})
    assert (answer.status_code, answer.json()["title"]) == (200, "a lamp")


@pytest.mark.parametrize(
    "page",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\r/e",
        "x",
    ],
)
async def test_a_form_cannot_send_people_elsewhere(browser: httpx.AsyncClient, page: str) -> None:
    answer = await browser.post("/wishes", data={"title": "a lamp", "_page": page})
    assert answer.headers["location"] == "/"


async def test_json_to_a_page_is_left_alone(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/wishes", json={"title": "a lamp"})).json() == {"title": "a lamp", "tools": []}


async def test_an_empty_field_counts_as_missing(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/wishes", data={"title": "", "_page": "/"})).status_code == 422


async def test_a_page_with_letters_of_any_kind_is_found_again(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/wishes", data={"title": "a lamp", "_page": "/cso?search=сад"})
    assert answer.headers["location"] == "/cso?search=%D1%81%D0%B0%D0%B4"


MULTIPART = {"content-type": "multipart/form-data; boundary=b"}


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"content-type": "multipart/form-data"}, b"--b"),
        (MULTIPART, b'--b\r\nContent-Disposition: form-data; name="t"\r\n\r\n' + b"x" * 2_000_000 + b"\r\n--b--\r\n"),
        (MULTIPART, b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n' * 1001 + b"--b--\r\n"),
        (MULTIPART, b'--b\r\nContent-Disposition: form-data; name="f[]"; filename="f"\r\n\r\n1\r\n--b--\r\n'),
    ],
    ids=["no boundary", "long text", "many fields", "files in a list"],
)
async def test_a_broken_form_is_refused(browser: httpx.AsyncClient, headers: dict[str, str], content: bytes) -> None:
    answer = await browser.post("/wishes", content=content, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:liaison:problem:broken-form")


async def test_a_field_that_is_text_and_list_at_once_is_a_list(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/wishes", data={"title": "a", "tools": "x", "tools[]": ["y"], "_page": "/"})
    assert answer.status_code == 303


async def test_a_mark_that_was_taken_away_is_gone_from_what_was_typed(browser: httpx.AsyncClient) -> None:
    form = {"_page": "/", "_boxes": ["tools[]", "days[]", "urgent", "agreed"], "agreed": "true", "days[]": ["1"]}
    answer = await browser.post("/marks", data=form)
    assert json.loads(answer.headers["location"]) == {"tools": [], "days": ["1"], "urgent": "", "agreed": "true"}
