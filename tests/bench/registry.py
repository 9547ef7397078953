"""The registry in this process, on a database of its own: for what is measured without a network between."""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
from liaison_contracts.identity import Role
from liaison_kit import migrations
from liaison_kit.database import Database
from liaison_kit.running.health import Health
from liaison_kit.service import build_app, open_database
from liaison_kit.testing import OWN_PAGE
from liaison_registry.bootstrap import create_program
from liaison_registry.service import SERVICE
from liaison_registry.settings import RegistrySettings

NAME = f"bench_registry_{os.getpid()}"


@dataclass(frozen=True)
class Registry:
    """Its database, its settings, and somebody who may do everything there."""

    dsn: str
    database: Database
    settings: RegistrySettings
    client: httpx.AsyncClient


@asynccontextmanager
async def running(admin_dsn: str) -> AsyncIterator[Registry]:
    """Migrated and empty; `admin_dsn` may create databases."""
    admin = await asyncpg.connect(admin_dsn)
    dsn = f"{admin_dsn.rpartition('/')[0]}/{NAME}"
    await admin.execute(f"drop database if exists {NAME} with (force)")
    await admin.execute(f"create database {NAME}")
    extension = await asyncpg.connect(dsn)
    await extension.execute("create extension if not exists btree_gist")
    await extension.close()
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        keys = {"signing_key_file": Path(folder) / "signing.key", "totp_key_file": Path(folder) / "totp.key"}
        settings = RegistrySettings(DATABASE_URL=dsn, KAFKA_BOOTSTRAP_SERVERS="none:9092", demo=True, **keys)
        database = open_database(SERVICE, settings)
        try:
            await migrations.migrate(database, SERVICE.migrations)
            token = await create_program(database, "Bench", [Role.COORDINATOR, Role.WORKER])
            transport = httpx.ASGITransport(build_app(SERVICE, settings, database, Health()))
            headers = {"authorization": f"Bearer {token}", **OWN_PAGE}
            address = "http://liaison.test"
            async with httpx.AsyncClient(transport=transport, base_url=address, headers=headers) as client:
                yield Registry(dsn, database, settings, client)
        finally:
            await database.close()
            await admin.execute(f"drop database {NAME} with (force)")
            await admin.close()
