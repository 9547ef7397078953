"""What a state machine of hypothesis runs on: the service with one database for all of its examples."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from liaison_events.model import SealingKeyCopy
from liaison_events.service import SERVICE
from liaison_kit import sealing
from liaison_kit.database import Database, new_id
from liaison_kit.running.health import Health
from liaison_kit.service import build_app, open_database
from liaison_kit.settings import Settings
from liaison_kit.testing import OWN_PAGE, STAFF_TOKEN
from nacl.public import PrivateKey


@contextmanager
def under_test(settings: Settings) -> Iterator[dict[str, Any]]:
    """`runner`, `settings`, `database` and the `client` of a worker: attributes for the machine's class."""
    with asyncio.Runner() as runner:

        async def opened() -> tuple[Database, httpx.AsyncClient]:
            database = open_database(SERVICE, settings)
            app = build_app(SERVICE, settings, database, Health())
            headers = OWN_PAGE | {"authorization": f"Bearer {STAFF_TOKEN}"}
            async with database.transaction() as session:
                public = sealing.public_half(PrivateKey.generate())
                session.add(SealingKeyCopy(id=new_id(), version=1, public_key=public))
            return database, httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://liaison.test", headers=headers
            )

        database, client = runner.run(opened())
        try:
            yield {"runner": runner, "settings": settings, "database": database, "client": client}
        finally:
            runner.run(client.aclose())
            runner.run(database.close())
