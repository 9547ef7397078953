"""GET /health of the whole network: one plain line for each process, 200 only when all of them are ready."""

import asyncio
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
) -> None:
    """Answer /health for many processes at once, as the one origin shows it."""
    named = [process.partition("=") for process in processes]
    if not all(name and address for name, _, address in named):
        raise Trouble("Give each process as NAME=ADDRESS, such as events-api=http://events-api:8000.")
    host, _, port = listen.rpartition(":")
    client = httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False)

    async def ask() -> list[Line]:
        return await asyncio.gather(*(_line(client, name, address) for name, _, address in named))

    uvicorn.run(application(ask), host=host, port=int(port), log_level="warning")


async def _line(client: httpx.AsyncClient, name: str, address: str) -> Line:
    try:
        answer = await client.get(f"{address}/health")
    except httpx.HTTPError as error:
        return False, f"{name} unreachable {type(error).__name__}"
    return answer.is_success, f"{name} {'ready ok' if answer.is_success else f'unhealthy {answer.text.strip()}'}"
