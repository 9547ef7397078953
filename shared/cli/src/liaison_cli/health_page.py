"""GET /health of the whole network: one plain line for each process, 200 only when all of them are ready.

Of a process there may be several, behind one name: then each of them has its line, and so has one that is missing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import httpx
import typer
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from liaison_cli.trouble import Trouble

ANSWER_SECONDS = 3.0
Line = tuple[bool, str]
"""Whether a process is ready, and what to print of it."""


def application(ask: Callable[[], Awaitable[list[Line]]]) -> Starlette:
    """The page as an ASGI application; `ask` is called for each request."""

    async def health(_request: Request) -> PlainTextResponse:
        lines = await ask()
        text = "\n".join(line for _, line in lines) + "\n"
        ready = all(ready for ready, _ in lines)
        return PlainTextResponse(text, 200 if ready else 503, {"Cache-Control": "no-store"})

    return Starlette(routes=[Route("/health", health)])


def health_page(
    processes: list[str] = typer.Argument(
        help="NAME=ADDRESS of each process, such as events-api=http://events-api:8000"
    ),
    listen: str = typer.Option("127.0.0.1:8000", help="HOST:PORT to answer on."),
    copies: int = typer.Option(1, min=1, envvar="LIAISON_COPIES", help="How many of each process there are to be."),
) -> None:
    """Answer /health for many processes at once, as the one origin shows it."""
    named = [process.partition("=") for process in processes]
    if not all(name and address for name, _, address in named):
        raise Trouble("Give each process as NAME=ADDRESS, such as events-api=http://events-api:8000.")
    host, _, port = listen.rpartition(":")
    client = httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False)

    async def ask() -> list[Line]:
        answers = await asyncio.gather(*(_lines(client, name, address, copies) for name, _, address in named))
        return [line for lines in answers for line in lines]

    uvicorn.run(application(ask), host=host, port=int(port), log_level="warning")


async def _lines(client: httpx.AsyncClient, name: str, address: str, copies: int) -> list[Line]:
    if copies == 1:
        return [await _line(client, name, address)]
    url = httpx.URL(address)
    found = sorted(await _addresses(url.host))
    lines = [_line(client, f"{name} {one}", str(url.copy_with(host=one))) for one in found]
    missing = [(False, f"{name} unreachable: {len(found)} of {copies} are there")] if len(found) < copies else []
    return [*await asyncio.gather(*lines), *missing]


async def _addresses(host: str) -> set[str]:
    """Where this name leads; nowhere, while none of its processes runs."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return set()
    return {str(one[4][0]) for one in found}


async def _line(client: httpx.AsyncClient, name: str, address: str) -> Line:
    try:
        answer = await client.get(f"{address}/health")
    except httpx.HTTPError as error:
        return False, f"{name} unreachable {type(error).__name__}"
    return answer.is_success, f"{name} {'ready ok' if answer.is_success else f'unhealthy {answer.text.strip()}'}"
