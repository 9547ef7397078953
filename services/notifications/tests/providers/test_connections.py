"""Kept connections: never a doubt that could be avoided, and none denied."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from liaison_notifications.providers.connections import Connections, NoAnswer, NotWritten


def until(true: Callable[[], bool]) -> asyncio.Future[None]:
    async def wait() -> None:
        async with asyncio.timeout(5):
            while not true():  # noqa: ASYNC110 - of a connection's end nobody is told
                await asyncio.sleep(0.001)

    return asyncio.ensure_future(wait())


OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"


@pytest_asyncio.fixture
async def connections(http: Any) -> AsyncIterator[Connections]:
    made = Connections(http.url + "/sms", {"authorization": "Bearer t"})
    yield made
    await made.close()


async def test_one_connection_serves_one_request_after_another(http: Any, connections: Connections) -> None:
    http.answer = lambda _: OK
    answers = [await connections.request("POST", "/messages", b"{}") for _ in range(3)]
    assert [(answer.status, answer.body) for answer in answers] == [(200, b"hi")] * 3
    assert http.connections == 1
    assert "POST /sms/messages HTTP/1.1" in http.heads[0]
    assert "authorization: Bearer t" in http.heads[0]


async def test_where_nobody_listens_it_certainly_was_not_written(http: Any) -> None:
    with pytest.raises(NotWritten):
        await Connections("http://127.0.0.1:1", {}).request("POST", "/", b"{}")


@pytest.mark.parametrize("broken", [None, b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhi", b"nonsense\r\n\r\n"])
async def test_cut_or_nonsense_after_the_request_is_no_answer(http: Any, connections: Connections, broken: Any) -> None:
    http.answer = lambda _: broken and broken + b"connection: close"
    with pytest.raises(NoAnswer):
        await connections.request("POST", "/", b"{}", seconds=0.3)


async def test_a_connection_closed_while_it_rested_is_not_used_again(http: Any, connections: Connections) -> None:
    http.answer = lambda _: b"HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\nconnection: close"
    await connections.request("POST", "/", b"{}")
    (resting,) = connections._resting
    await until(lambda: not resting.is_open)
    http.answer = lambda _: OK
    assert (await connections.request("POST", "/", b"{}")).status == 200
    assert http.connections == 2


async def test_who_closes_without_a_word_has_no_connection_kept_any_more(http: Any, connections: Connections) -> None:
    http.answer = lambda body: None if body == b"cut" else OK
    await connections.request("POST", "/", b"{}")
    with pytest.raises(NoAnswer):
        await connections.request("POST", "/", b"cut")
    for _ in range(2):
        await connections.request("POST", "/", b"{}")
    assert http.connections == 3


async def test_what_comes_unasked_is_never_taken_for_an_answer(http: Any, connections: Connections) -> None:
    http.answer = lambda _: OK + OK
    await connections.request("POST", "/", b"{}")
    http.answer = lambda _: b"HTTP/1.1 202 OK\r\ncontent-length: 0\r\n\r\n"
    await asyncio.sleep(0.01)
    assert (await connections.request("POST", "/", b"{}")).status == 202


PRODUCTION = """
import asyncio, uvloop
from liaison_notifications.providers.connections import Connections

async def said(reader, writer):
    while await reader.readuntil(b"{}"):
        writer.write(b"HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n")

async def exchanged():
    server = await asyncio.start_server(said, "127.0.0.1", 0)
    found = Connections(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", {})
    print([(await found.request("POST", "/", b"{}")).status for _ in range(2)])
    await found.close()

uvloop.run(exchanged())
"""


def test_it_works_on_the_event_loop_of_production() -> None:
    """In a process of its own: uvloop leaves handles to the loop of the tests that cannot be closed there."""
    done = subprocess.run([sys.executable, "-c", PRODUCTION], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "[200, 200]\n", done.stderr
