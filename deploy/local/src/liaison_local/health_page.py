"""GET /health of the whole: one plain line for each process, 200 only when all of them are ready."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from liaison_local.keeper import Keeper
from liaison_local.ports import HOST


class QuietServer(uvicorn.Server):
    """Leaves the signals to the supervisor."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def health_server(keepers: list[Keeper], port: int) -> QuietServer:
    async def health(_request: Request) -> PlainTextResponse:
        lines = await asyncio.gather(*(_line(keeper) for keeper in keepers))
        is_ready = all(ready for ready, _ in lines)
        text = "\n".join(line for _, line in lines) + "\n"
        return PlainTextResponse(text, 200 if is_ready else 503, {"Cache-Control": "no-store"})

    app = Starlette(routes=[Route("/health", health)])
    return QuietServer(
        uvicorn.Config(app, host=HOST, port=port, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    )


async def _line(keeper: Keeper) -> tuple[bool, str]:
    wrong = await keeper.probe() if keeper.state == "ready" else keeper.detail or "not ready yet"
    state = keeper.state if wrong is None or keeper.state != "ready" else "unhealthy"
    return wrong is None, f"{keeper.program.name} {state} {wrong or 'ok'}"
