"""The health page, where a name leads to several processes."""

import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from liaison_cli.health_page import _lines


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A name that leads to two addresses, as the container engine has it for two of a process."""

    def known(host: str, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        if host != "events-api":
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in ("10.0.0.3", "10.0.0.2", "10.0.0.2")]

    monkeypatch.setattr(socket, "getaddrinfo", known)


async def shown(name: str, copies: int) -> list[tuple[bool, str]]:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503 if request.url.host == "10.0.0.3" else 200, text="database: away")

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        return await _lines(client, name, f"http://{name}:8000", copies)


async def test_each_of_several_has_a_line(two) -> None:
    assert await shown("events-api", 2) == [
        (True, "events-api 10.0.0.2 ready ok"),
        (False, "events-api 10.0.0.3 unhealthy database: away"),
    ]


async def test_one_that_is_missing_has_a_line_too(two) -> None:
    assert (await shown("events-api", 3))[2:] == [(False, "events-api unreachable: 2 of 3 are there")]
    assert await shown("events-jobs", 2) == [(False, "events-jobs unreachable: 0 of 2 are there")]


async def test_of_one_the_name_is_asked(two) -> None:
    assert await shown("events-api", 1) == [(True, "events-api ready ok")]
