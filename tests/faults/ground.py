"""What the system under test stands on: brokers, a durable PostgreSQL, and the ports of the links that can be cut."""

import asyncio
from pathlib import Path
from typing import Self

from liaison_local.home import Home
from liaison_local.ports import HOST, free_port
from liaison_local.postgres import Postgres
from liaison_local.supervising.process import Process

from tests.faults.cluster import Cluster

DATABASE_LINKS = ("api-database", "relay-database", "reader-database")
KAFKA_LINKS = {"relay-kafka": "relay", "reader-kafka": "reader"}


class Ground:
    """Started once for many systems. `linked`: every link goes through a proxy, which each system brings along."""

    def __init__(self, folder: Path, brokers: int = 1, *, linked: bool = False, data: Path | None = None) -> None:
        """`data`: where PostgreSQL keeps everything, for example a small disk."""
        ports: dict[str, int] = {}
        for name in ("postgresql", *((*DATABASE_LINKS, *KAFKA_LINKS) if linked else ())):
            ports[name] = free_port(set(ports.values()))
        advertised = {KAFKA_LINKS[name]: ports[name] for name in KAFKA_LINKS} if linked else {}
        self.folder, self.disk = folder, data
        self.cluster = Cluster(folder, brokers, advertised)
        home = Home(data or folder / "postgresql", folder)
        for path in (home.data, home.logs, home.run, home.secrets):
            path.mkdir(parents=True, exist_ok=True)
        self.postgres = Postgres(home, ports["postgresql"], durable=True)
        self.server = Process(self.postgres.program())
        self.links: dict[str, tuple[int, int]] = {}
        if linked:
            self.links = {name: (ports[name], ports["postgresql"]) for name in DATABASE_LINKS}
            own = self.cluster.brokers[0].ports
            self.links |= {name: (ports[name], own[listener]) for name, listener in KAFKA_LINKS.items()}

    def dsn(self, role: str, database: str, port: int | None = None) -> str:
        address = self.postgres.dsn(role).rpartition("/")[0]
        if port is not None:
            address = address.replace(f"{HOST}:{self.postgres.port}", f"{HOST}:{port}")
        return f"{address}/{database}"

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.postgres.initialise)
        self.server = Process(self.postgres.program())
        self.server.start()
        await self.cluster.start()
        await asyncio.to_thread(self.server.wait_until_ready)
        await asyncio.to_thread(self.postgres.make_databases)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.server.stop)
        await asyncio.to_thread(self.cluster.stop)

    async def restart_postgres(self) -> None:
        """Starts it again after it died, and waits until it has recovered."""
        self.server.start()
        await asyncio.to_thread(self.server.wait_until_ready)
