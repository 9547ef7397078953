"""Health: whether this process can do its work now, with a line per part; and whether it lives at all."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy import text

from liaison_kit.database import Database

Check = Callable[[], Awaitable[str | None]]
"""Returns what is wrong, or None."""

CHECK_SECONDS = 2


class Report(BaseModel):
    """`parts` holds `ok` or what is wrong, by the part's name."""

    ready: bool
    parts: dict[str, str]


class Health:
    """The parts that must be well for this process to be ready."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, part: str, check: Check) -> None:
        self._checks[part] = check

    async def report(self) -> Report:
        names = list(self._checks)
        answers = await asyncio.gather(*(_within_time(self._checks[name]) for name in names))
        parts = {name: answer or "ok" for name, answer in zip(names, answers, strict=True)}
        return Report(ready=not any(answers), parts=parts)

    def router(self) -> APIRouter:
        router = APIRouter()

        @router.get("/health", include_in_schema=False)
        async def health(response: Response) -> Report:
            report = await self.report()
            response.status_code = 200 if report.ready else 503
            return report

        @router.get("/alive", include_in_schema=False)
        async def alive() -> Response:
            """That the event loop turns, and no more: whoever ends processes must not do so because Kafka is away."""
            return Response("alive\n", media_type="text/plain")

        return router


async def _within_time(check: Check) -> str | None:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        return f"no answer within {CHECK_SECONDS} s"
    except Exception as error:  # noqa: BLE001 - a health check reports whatever is wrong
        return "name not found" if isinstance(error, socket.gaierror) else type(error).__name__


def database_answers(database: Database) -> Check:
    """Whether PostgreSQL answers a query."""

    async def check() -> str | None:
        async with database.reading() as session:
            await session.execute(text("select 1"))
        return None

    return check
