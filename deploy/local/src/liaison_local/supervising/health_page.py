"""The health page of everything that the supervisor keeps running."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from liaison_cli.health_page import Line, application

from liaison_local.ports import HOST
from liaison_local.supervising.keeper import Keeper


class QuietServer(uvicorn.Server):
    """Leaves the signals to the supervisor."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def health_server(keepers: list[Keeper], port: int) -> QuietServer:
    async def ask() -> list[Line]:
        return await asyncio.gather(*(_line(keeper) for keeper in keepers))

    options = uvicorn.Config(
        application(ask), host=HOST, port=port, log_level="warning", lifespan="off", timeout_graceful_shutdown=1
    )
    return QuietServer(options)


async def _line(keeper: Keeper) -> Line:
    wrong = await keeper.probe() if keeper.state == "ready" else keeper.detail or "not ready yet"
    state = keeper.state if wrong is None or keeper.state != "ready" else "unhealthy"
    return wrong is None, f"{keeper.program.name} {state} {wrong or 'ok'}"
