"""`liaison webhooks`: what is asked of the API, and what is shown."""

from typing import Any

import httpx
import pytest
from liaison_cli import webhooks
from typer.testing import CliRunner

HOOK = {"id": "0198", "name": "Register", "url": "https://r.example/", "state": "failing", "backlog": 7, "types": []}
SECRET = {"id": "0198", "secret": "whsec_" + "A" * 43 + "="}
API = "/api/reporting/v1/webhooks"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, Any]]:
    """What the origin was asked; it answers as reporting does."""
    found: list[tuple[str, str, Any]] = []

    class Origin:
        def request(self, method: str, path: str, **sent: Any) -> httpx.Response:
            found.append((method, path, sent.get("json")))
            return httpx.Response(200, json={"webhooks": [HOOK]} if method == "GET" else SECRET)

    monkeypatch.setattr(webhooks, "Origin", Origin)
    return found


def run(*arguments: str) -> str:
    result = CliRunner().invoke(webhooks.webhooks, list(arguments), env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.output


def test_one_is_added_with_its_types_and_its_secret_is_shown(asked: list[tuple[str, str, Any]]) -> None:
    said = run("add", "Register", "https://r.example/", "--types", "EventHeld, CSORegistered", "--from-beginning")
    assert SECRET["secret"] in said
    [(method, path, body)] = asked
    assert (method, path) == ("POST", API)
    assert (body["types"], body["from_beginning"]) == (["EventHeld", "CSORegistered"], True)


def test_all_are_listed_without_a_secret(asked: list[tuple[str, str, Any]]) -> None:
    said = run("list")
    assert all(word in said for word in ("Register", "failing", "7", "every fact"))
    assert "whsec_" not in said
    assert asked == [("GET", API, None)]


@pytest.mark.parametrize(
    ("command", "address"),
    [(["test"], "tests"), (["rotate"], "secret"), (["resume"], "resumption"), (["remove", "--yes"], "removal")],
)
def test_what_is_done_to_one(asked: list[tuple[str, str, Any]], command: list[str], address: str) -> None:
    said = run(command[0], "0198", *command[1:])
    assert asked == [("POST", f"{API}/0198/{address}", None)]
    assert ("whsec_" in said) == (command == ["rotate"])
