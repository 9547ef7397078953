"""Runs a service under test with kill points at exact places: `python -m tests.faults.armed writer relay`.

The product has no hooks: what surrounds it is wrapped here. A point does nothing until the harness arms it.
"""

import importlib
import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import uvicorn
from aiokafka import AIOKafkaConsumer
from liaison_kit import clock, process
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.sending.records import Record
from liaison_kit.sending.shard import Shard
from sqlalchemy import event
from sqlalchemy.engine import Engine
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.faults import points

SKEW = "LIAISON_FAULTS_SKEW_SECONDS"
MAX_POLL = "LIAISON_FAULTS_MAX_POLL_SECONDS"
PARKING = "insert into parked"


class _DiesBeforeReplying:
    """Between the commit and the first byte of the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["method"] == "POST":
                points.die_at("api.before_reply")
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


def _arm_the_api() -> None:
    configure = uvicorn.Config.__init__

    def configured(self: uvicorn.Config, app: ASGIApp, *arguments: Any, **options: Any) -> None:
        configure(self, _DiesBeforeReplying(app), *arguments, **options)

    uvicorn.Config.__init__ = configured  # type: ignore[method-assign]


def _arm_the_relay() -> None:
    forget = Shard._forget

    async def forgotten(self: Shard, ids: list[int]) -> None:
        points.die_at("relay.after_ack")
        await forget(self, ids)

    Shard._forget = forgotten  # type: ignore[method-assign]


def _arm_the_parking() -> None:
    @event.listens_for(Engine, "after_cursor_execute")
    def _after(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if PARKING in " ".join(statement.lower().split()):
            points.die_at("consumer.while_parking")


def _arm_the_consumer() -> None:
    create, commit, apply = AIOKafkaConsumer.__init__, AIOKafkaConsumer.commit, Inbox.apply

    async def applied(self: Inbox, records: Sequence[Record]) -> None:
        if points.take("consumer.batch_breaks"):
            raise RuntimeError("nobody foresaw this")
        await apply(self, records)

    def created(self: AIOKafkaConsumer, *topics: str, **options: Any) -> None:
        if limit := os.environ.get(MAX_POLL):
            options["max_poll_interval_ms"] = int(float(limit) * 1000)
        create(self, *topics, **options)

    async def committed(self: AIOKafkaConsumer, *arguments: Any, **options: Any) -> None:
        points.die_at("consumer.before_offset_commit")
        await commit(self, *arguments, **options)

    AIOKafkaConsumer.__init__, AIOKafkaConsumer.commit = created, committed
    Inbox.apply = applied  # type: ignore[method-assign]


def _set_the_clocks() -> None:
    """Wall clocks as Python sees them; those of Kafka, PostgreSQL and the monotonic ones stay as they are."""
    now, seconds = clock.now, time.time

    def skew() -> float:
        """What the environment says from the start on, plus what was armed while running."""
        return float(os.environ[SKEW]) + float(points.text_of("clock.jump") or 0)

    clock.now = lambda: now() + timedelta(seconds=skew())
    time.time = lambda: seconds() + skew()


def main() -> None:
    _arm_the_api()
    _arm_the_relay()
    _arm_the_parking()
    _arm_the_consumer()
    if os.environ.get(SKEW) is not None:
        _set_the_clocks()
    service = importlib.import_module(f"tests.faults.{sys.argv.pop(1)}").SERVICE
    process.main(service)


if __name__ == "__main__":
    main()
