"""The one renderer of errors: problem+json (RFC 9457) for programs, a page for people."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from starlette.exceptions import HTTPException

from liaison_kit import rates
from liaison_kit.database import is_infrastructure
from liaison_kit.errors import FieldError, NotFound, NotSignedIn, Problem, Refusal, Unavailable

log = structlog.get_logger()

NOT_TEXT = {"22021", "22P05"}
"""SQLSTATEs for characters that PostgreSQL cannot keep, NUL above all."""

DESCRIBED: dict[str, Any] = {
    "description": "A problem, as RFC 9457 describes it.",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["field", "message"],
                            "properties": {
                                "field": {"type": "string"},
                                "message": {"type": "string"},
                                "offered": {"type": "array", "items": {"type": "string"}},
                            },
                        },
                    },
                },
            }
        }
    },
}
"""Every answer of the API that no use case describes itself."""

QUOTED = re.compile(r"'([^']*)'")
"""Each value in what pydantic says was expected: "'red', 'green' or 'blue'"."""
ErrorPage = Callable[[Request, Problem], Awaitable[Response]]


class NotText(Refusal):
    """A field holds a character that is not text."""


def install(app: FastAPI, error_page: ErrorPage | None) -> None:
    """Answers every error of the app: as a page where the service has pages and it is not the API that was asked."""

    async def answer(request: Request, problem: Problem) -> Response:
        headers = {**rates.headers(request), **({"Retry-After": "3"} if problem.status == Unavailable.status else {})}
        if problem.status == NotSignedIn.status:
            headers["WWW-Authenticate"] = "Bearer"
        if "seconds" in problem.values:
            headers["Retry-After"] = str(problem.values["seconds"])
        if error_page is None or request.url.path.startswith("/api/"):
            body = problem.as_json()
            return JSONResponse(body, problem.status, headers, media_type="application/problem+json")
        page = await error_page(request, problem)
        page.headers.update(headers)
        return page

    def handle(kind: type[Exception], describe: Callable[[Any], Problem]) -> None:
        async def handler(request: Request, error: Exception) -> Response:
            return await answer(request, describe(error))

        app.add_exception_handler(kind, handler)

    handle(Refusal, _of_refusal)
    handle(RequestValidationError, _of_validation)
    handle(HTTPException, _of_http)
    # The first two are named apart because what only `Exception` catches is raised again after the answer.
    for kind in (SQLAlchemyError, OSError, Exception):
        handle(kind, _of_failure)


def _slug(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def _of_refusal(error: Refusal) -> Problem:
    return Problem(error.status, _slug(type(error).__name__), error.message, error.values, error.errors)


def _of_validation(error: RequestValidationError) -> Problem:
    errors = [_of_field(item) for item in error.errors()]
    # An address that names nothing (a broken id in the path) is "not found", not "wrong input".
    if all(item["loc"][0] == "path" for item in error.errors()):
        return _of_refusal(NotFound())
    return Problem(422, "invalid-input", "Some fields are wrong. Correct them and send again.", errors=errors)


SENTENCES = {
    "missing": "Fill this in.",
    "string_too_short": "Fill this in.",
    "string_too_long": "Use at most {max_length} characters.",
    "int_parsing": "Enter a whole number.",
    "int_type": "Enter a whole number.",
    "greater_than_equal": "Enter at least {ge}.",
    "less_than_equal": "Enter at most {le}.",
    "date_from_datetime_parsing": "Enter a date, for example 2026-05-17.",
    "datetime_from_date_parsing": "Enter a date and a time, for example 2026-05-17T18:00.",
    "datetime_parsing": "Enter a date and a time, for example 2026-05-17T18:00.",
    "uuid_parsing": "Choose one of the offered values.",
    "enum": "Choose one of the offered values.",
    "literal_error": "Choose one of the offered values.",
    "too_long": "At most {max_length} are possible.",
    "too_short": "At least {min_length} are needed.",
    "time_parsing": "Enter a time, for example 18:00.",
    "date_parsing": "Enter a date, for example 2026-05-17.",
    "link": "Write the whole address, such as https://city.example/page.",
    "string_pattern_mismatch": "Use letters, digits and punctuation only.",
    "json_invalid": "The request is not valid JSON.",
}
"""What people read for pydantic's error types; other types keep pydantic's own sentence."""


def _of_field(item: dict[str, Any]) -> FieldError:
    path = ".".join(str(part) for part in item["loc"][1:])
    if item["type"] in SENTENCES:
        sentence, context = SENTENCES[item["type"]], item.get("ctx") or {}
        values = {name: value for name, value in context.items() if f"{{{name}}}" in sentence}
        return FieldError(path, sentence, values, tuple(QUOTED.findall(str(context.get("expected", "")))))
    message = str(item["msg"]).removeprefix("Value error, ")
    return FieldError(path, message if message.endswith(".") else f"{message}.")


def _of_http(error: HTTPException) -> Problem:
    if error.status_code == 404:
        return _of_refusal(NotFound())
    # FastAPI puts whatever happens while it reads a body into an HTTPException.
    if isinstance(error.__cause__, Refusal):
        return _of_refusal(error.__cause__)
    return Problem(error.status_code, "http", error.detail)


def _of_failure(error: Exception) -> Problem:
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in NOT_TEXT:
        return _of_refusal(NotText())
    if is_infrastructure(error):
        log.warning("request.unavailable", error=type(error).__name__)
        return _of_refusal(Unavailable())
    log.error("request.failed", exc_info=error)
    return Problem(500, "failure", "Something went wrong on our side. It was recorded; try again later.")
