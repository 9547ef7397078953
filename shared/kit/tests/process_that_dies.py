"""The small service of these tests as a process. While the file LIAISON_DIES_ONCE is there, it kills itself with -9
when a command is committed and its answer is about to leave."""

import os
import signal
from pathlib import Path
from typing import Any

from liaison_kit import process
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conftest import SERVICE

ARMED = Path(os.environ["LIAISON_DIES_ONCE"])
build_app = process.build_app


def die_if_armed() -> None:
    if ARMED.exists():
        ARMED.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


class DyingBeforeTheReply:
    """Around the whole application: what comes to `send` is committed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dying(message: Message) -> None:
            if scope["type"] == "http" and scope["method"] == "POST":
                die_if_armed()
            await send(message)

        await self._app(scope, receive, dying)


def dying_app(*parts: Any) -> DyingBeforeTheReply:
    return DyingBeforeTheReply(build_app(*parts))


if __name__ == "__main__":
    process.build_app = dying_app
    process.main(SERVICE)
