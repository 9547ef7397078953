"""One point over four databases, without stopping anybody: while no fact is applied, each database is looked at.

A fact that somebody has applied was told before that moment; so whoever told it, looked at within the moment, knows it.
What was told and not yet applied is in its fact log or its outbox. Commands go on meanwhile: they change one database.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg
from liaison_kit.sending.progress import APPLYING_LOCK

from liaison_cli.backups.network import SERVICES, Network
from liaison_cli.trouble import Trouble

PATIENCE_SECONDS = 60
_HOLD = f"select pg_advisory_xact_lock({APPLYING_LOCK})"


@asynccontextmanager
async def one_point(network: Network) -> AsyncIterator[tuple[datetime, dict[str, Any]]]:
    """The moment, and a connection to each database whose transaction sees it as it was then."""
    async with AsyncExitStack() as stack:
        found = {service: await stack.enter_async_context(network.database(service)) for service in SERVICES}
        async with AsyncExitStack() as holding:
            for service in SERVICES:
                await _hold(service, await holding.enter_async_context(network.database(service)))
            moments = [await _look(connection) for connection in found.values()]
        yield max(moments), found


async def _hold(service: str, connection: Any) -> None:
    await connection.execute("begin")
    await connection.execute(f"set local lock_timeout = '{PATIENCE_SECONDS}s'")
    try:
        await connection.execute(_HOLD)
    except asyncpg.LockNotAvailableError:
        raise Trouble(
            f"{service} has applied facts for {PATIENCE_SECONDS} s in one transaction, or a replay is switching its "
            "tables: try again when that is over."
        ) from None


async def _look(connection: Any) -> datetime:
    """Its transaction's snapshot is taken by the first query."""
    await connection.execute("begin isolation level repeatable read, read only")
    moment: datetime = await connection.fetchval("select clock_timestamp()")
    return moment
