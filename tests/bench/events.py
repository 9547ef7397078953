"""The events service in this process, on a database of its own: for what is measured without a network between."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import httpx
from liaison_events.service import SERVICE
from liaison_kit import identity, migrations
from liaison_kit.database import Database
from liaison_kit.running.health import Health
from liaison_kit.service import build_app, open_database
from liaison_kit.testing import OWN_PAGE, PROGRAM_ID, STAFF_TOKEN, account

NAME = f"bench_events_{os.getpid()}"


@dataclass(frozen=True)
class Events:
    """Its database, and two who look at it: anybody, and somebody who may do everything there."""

    dsn: str
    database: Database
    resident: httpx.AsyncClient
    staff: httpx.AsyncClient


@asynccontextmanager
async def running(admin_dsn: str) -> AsyncIterator[Events]:
    """Migrated and empty; `admin_dsn` may create databases."""
    admin = await asyncpg.connect(admin_dsn)
    dsn = f"{admin_dsn.rpartition('/')[0]}/{NAME}"
    await admin.execute(f"drop database if exists {NAME} with (force)")
    await admin.execute(f"create database {NAME}")
    extension = await asyncpg.connect(dsn)
    await extension.execute("create extension if not exists btree_gist")
    await extension.close()
    # Nobody is erased here.
    settings = SERVICE.settings(DATABASE_URL=dsn, KAFKA_BOOTSTRAP_SERVERS="none:9092", demo=True, wishes_file="none")
    database = open_database(SERVICE, settings)
    try:
        await migrations.migrate(database, SERVICE.migrations)
        secret = identity.hash_of(STAFF_TOKEN.rpartition("_")[2])
        async with database.transaction() as session:
            await identity.keep_staff(session, account(id=PROGRAM_ID, token_hash=secret))
        transport = httpx.ASGITransport(build_app(SERVICE, settings, database, Health()))
        address, token = "http://liaison.test", {"authorization": f"Bearer {STAFF_TOKEN}"}
        async with (
            httpx.AsyncClient(transport=transport, base_url=address, headers=OWN_PAGE) as resident,
            httpx.AsyncClient(transport=transport, base_url=address, headers=OWN_PAGE | token) as staff,
        ):
            yield Events(dsn, database, resident, staff)
    finally:
        await database.close()
        await admin.execute(f"drop database {NAME} with (force)")
        await admin.close()
