"""A fresh database for each run of an arm, so that none works on what another one left behind."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tests.bench import service
from tests.bench.platform import Platform

TEMPLATE = "bench_kit"
_numbers = itertools.count(1)


async def prepare(platform: Platform) -> None:
    """The bench service's schema, migrated once and copied for each run."""
    await _command(platform, f"create database {TEMPLATE}")
    await service.migrate(platform.dsn(TEMPLATE))


@asynccontextmanager
async def fresh(platform: Platform, template: str = TEMPLATE) -> AsyncIterator[str]:
    """The address of a database of its own; what was written before is on disk when the run begins."""
    name = f"bench_{next(_numbers)}"
    await _command(platform, f"create database {name} template {template}")
    await _command(platform, "checkpoint")
    try:
        yield platform.dsn(name)
    finally:
        await _command(platform, f"drop database {name} with (force)")


async def _command(platform: Platform, statement: str) -> None:
    admin = await asyncpg.connect(platform.admin_dsn)
    try:
        await admin.execute(statement)
    finally:
        await admin.close()
