"""The house of all four services as `liaison backup` and `liaison restore` see it, without programs of their own."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from liaison_cli.backups.network import Network, NetworkSettings
from liaison_cli.backups.tables import quoted, tables
from liaison_kit import outbox, process
from liaison_kit.receiving import replay
from liaison_kit.running import restored

from tests.erasure.house import House, Part

FACT_IDS = """
    select topic, convert_from(payload, 'UTF8')::jsonb ->> 'id' as id from fact_log
    union all select topic, convert_from(payload, 'UTF8')::jsonb ->> 'id' from outbox where logged
"""
MOVES = {"inbox", "heard", "progress", "relay_member", "relay_lease", "epoch", "answer", "feed_place", "feed_record"}
"""The machine room's own, which a restore makes right rather than puts back."""


@dataclass(frozen=True)
class InThisProcess(Network):
    """Each role of a service's program, without a program of its own."""

    parts: dict[str, Part] = field(default_factory=dict)

    async def run(self, service: str, *arguments: str, telling: bool = False) -> None:  # noqa: ARG002 - it has no log
        part = self.parts[service]
        match arguments[0]:
            case "migrate":
                await process._migrate(part.service, part.settings, part.database)
            case "restored":
                await restored.settle(part.service, part.settings, part.database, datetime.fromisoformat(arguments[-1]))
                await part.database.engine.dispose()
            case "replay":
                found = await replay.replay(part.service, part.settings, part.database)
                assert found


def network_of(house: House, folder: Path) -> InThisProcess:
    settings = NetworkSettings(
        KAFKA_BOOTSTRAP_SERVERS=house.events.settings.kafka_bootstrap_servers,
        topic_prefix=house.events.settings.topic_prefix,
        url=house.events.settings.url,
        signing_key_file=folder / "signing.key",
        totp_key_file=folder / "totp.key",
        sealing_key_file=folder / "own.key",
        wishes_file=folder / "events.wishes",
        **{f"{part.service.name.upper()}_DATABASE_URL": part.settings.database_url for part in house.parts},
    )
    return InThisProcess(settings, False, {part.service.name: part for part in house.parts})


async def let_go(house: House) -> None:
    """No connection stays open that has seen tables which are about to be others."""
    for part in house.parts:
        await part.database.bell.stop()
        await part.database.engine.dispose()


async def come_back(house: House) -> None:
    for part in house.parts:
        await outbox.take_epoch(part.database)


async def contents(network: Network, service: str, leaving_out: set[str] = MOVES) -> dict[str, tuple[int, str]]:
    """Of each table how many rows it has, and a hash of them whatever their order."""
    found = {}
    async with network.database(service) as connection:
        for table in await tables(connection):
            if table.name not in leaving_out:
                columns = ", ".join(map(quoted, table.columns))
                rows = [
                    str(tuple(row)) for row in await connection.fetch(f"select {columns} from {quoted(table.name)}")
                ]
                found[table.name] = len(rows), hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()
    return found


async def fact_ids(network: Network) -> dict[str, set[str]]:
    """By topic, the ids of the facts that the fact logs hold, or will."""
    found: dict[str, set[str]] = {}
    for service in ("registry", "events", "notifications", "reporting"):
        async with network.database(service) as connection:
            for row in await connection.fetch(FACT_IDS):
                found.setdefault(row["topic"], set()).add(row["id"])
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
