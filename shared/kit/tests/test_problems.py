"""What people and programs read when something cannot be done."""

from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from liaison_kit.errors import NotSignedIn, Problem, Refusal, Unavailable
from liaison_kit.forms import SUBMISSION, Forms, show_again, submission
from liaison_kit.http import problems
from pydantic import BaseModel, Field, field_validator
from sqlalchemy.exc import DBAPIError


class TooMany(Refusal):
    """Wait {seconds} seconds."""

    status = 429


class Colour(Enum):
    RED = "red"
    GREEN = "green"


class Wish(BaseModel):
    title: str = Field(min_length=1, max_length=5)
    number: int = Field(1, ge=1, le=9)
    day: date = date(2026, 1, 1)
    at: datetime | None = None
    colour: Colour = Colour.RED
    letters: str = Field("a", pattern="^[a-z]+$")
    friend: UUID | None = None
    odd: int = 1

    @field_validator("odd")
    @classmethod
    def _odd(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("Enter an odd number")
        return value


class Untold(Exception):
    """As a driver tells of a character that PostgreSQL does not keep."""

    sqlstate = "22021"


FAILURES: dict[str, Exception] = {
    "refused": Refusal(),
    "unavailable": Unavailable(),
    "stranger": NotSignedIn(),
    "many": TooMany(seconds=7),
    "gone": HTTPException(404),
    "teapot": HTTPException(418, "I am a teapot."),
    "nul": DBAPIError("insert", None, Untold()),
    "connection": ConnectionRefusedError(),
    "bug": RuntimeError("a secret of the house"),
}


def site(error_page: Any = None) -> httpx.AsyncClient:
    app = FastAPI()
    problems.install(app, error_page)

    @app.post("/api/wishes")
    @app.post("/wishes")
    async def wish(wish: Wish) -> Wish:
        return wish

    @app.post("/api/failures/{which}")
    @app.post("/failures/{which}")
    async def fail(which: str) -> None:
        raise FAILURES[which]

    @app.get("/api/numbers/{number}")
    async def show_number(number: int) -> int:
        return number

    @app.get("/garden path")
    async def show_form(request: Request) -> dict[str, Any]:
        sent = submission(request)
        problem = sent.problem
        title = sent.error("title")
        return {
            "query": str(request.query_params),
            "typed": sent.values,
            "headers": sorted(set(request.headers) & {"content-type", "content-length", "accept", "x-kept"}),
            "status": problem.status if problem else None,
            "title": title.text if title else None,
            "other": sent.error("titl") is None,
        }

    app.add_middleware(Forms)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://liaison.test"
    )


async def told(body: dict[str, Any]) -> dict[str, str]:
    answer = await site().post("/api/wishes", json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:liaison:problem:invalid-input")
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "Fill this in."),
        ("title", "x" * 6, "Use at most 5 characters."),
        ("number", "x", "Enter a whole number."),
        ("number", [], "Enter a whole number."),
        ("number", 0, "Enter at least 1."),
        ("number", 10, "Enter at most 9."),
        ("day", "17.05.2026", "Enter a date, for example 2026-05-17."),
        ("at", "soon", "Enter a date and a time, for example 2026-05-17T18:00."),
        ("colour", "blue", "Choose one of the offered values."),
        ("friend", "me", "Choose one of the offered values."),
        ("letters", "1", "Use letters, digits and punctuation only."),
        ("odd", 2, "Enter an odd number."),
    ],
)
async def test_each_wrong_field_has_a_sentence(field: str, value: Any, message: str) -> None:
    assert await told({"title": "lamp", field: value}) == {field: message}


async def test_a_program_is_told_which_values_are_offered() -> None:
    answer = await site().post("/api/wishes", json={"title": "lamp", "colour": "blue", "number": 10})
    errors = {error["field"]: error.get("offered") for error in answer.json()["errors"]}
    assert errors == {"colour": ["red", "green"], "number": None}


async def test_what_is_missing_is_named() -> None:
    assert await told({}) == {"title": "Fill this in."}


async def test_an_address_that_names_nothing_is_not_wrong_input() -> None:
    answer = await site().get("/api/numbers/many")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:liaison:problem:not-found")


@pytest.mark.parametrize(
    ("which", "status", "kind", "headers"),
    [
        ("refused", Refusal.status, "refusal", {}),
        ("unavailable", 503, "unavailable", {"retry-after": "3"}),
        ("stranger", 401, "not-signed-in", {"www-authenticate": "Bearer"}),
        ("many", 429, "too-many", {"retry-after": "7"}),
        ("gone", 404, "not-found", {}),
        ("teapot", 418, "http", {}),
        ("nul", 422, "not-text", {}),
        ("connection", 503, "unavailable", {"retry-after": "3"}),
        ("bug", 500, "failure", {}),
    ],
)
async def test_each_failure_has_its_status_its_type_and_its_headers(
    which: str, status: int, kind: str, headers: dict[str, str]
) -> None:
    answer = await site().post(f"/api/failures/{which}")
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:liaison:problem:{kind}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert {k: v for k, v in answer.headers.items() if k in {"retry-after", "www-authenticate"}} == headers
    assert "secret" not in answer.text


async def test_pages_show_it_as_a_page_with_the_same_status_and_headers() -> None:
    async def page(request: Request, problem: Problem) -> Response:
        return JSONResponse({"page": problem.as_json()["detail"]}, problem.status)

    answer = await site(page).post("/failures/many")
    assert (answer.status_code, answer.json()) == (429, {"page": "Wait 7 seconds."})
    assert answer.headers["retry-after"] == "7"
    assert (await site(page).post("/api/failures/many")).headers["content-type"] == "application/problem+json"


async def test_a_refused_form_is_shown_again_with_what_was_typed_and_what_was_wrong() -> None:
    async def page(request: Request, problem: Problem) -> Response:
        scope = show_again(request.scope, problem)
        assert scope
        found: dict[str, Any] = {}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            found.update(message)

        await request.app(scope, receive, send)
        assert show_again({**scope, SUBMISSION: scope[SUBMISSION]}, problem) is None  # nor twice
        return Response(found["body"], problem.status, media_type="application/json")

    typed = {"title": "too long", "_page": "/garden path?step=2"}
    answer = await site(page).post("/wishes", data=typed, headers={"accept": "text/html", "x-kept": "1"})
    assert answer.status_code == 422
    assert answer.json() == {
        "query": "step=2",
        "typed": {"title": "too long"},
        "headers": ["x-kept"],
        "status": 422,
        "title": "Use at most 5 characters.",
        "other": True,
    }


def test_without_a_page_of_its_form_nothing_is_shown_again() -> None:
    assert show_again({}, Problem(422, "x", "y")) is None
