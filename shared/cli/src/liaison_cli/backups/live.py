"""Whether anybody is at work: a restore under running services would be undone by them, and they by it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.running.restored import MARK

from liaison_cli.backups.network import SERVICES, Network
from liaison_cli.backups.tables import tables
from liaison_cli.trouble import Trouble

WAIT_MS = 20_000
_OTHERS = """
    select count(*) from pg_stat_activity
    where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
        and backend_type = 'client backend'
"""
_RELAYS = "select count(*) from relay_member where until > now()"


@dataclass(frozen=True)
class Sign:
    """Of life. `passes`: what has just been stopped, or killed, leaves it behind for half a minute at most."""

    sentence: str
    passes: bool


@dataclass(frozen=True)
class There:
    """What a database holds before the restore."""

    service: str
    tables: int
    facts: int


async def signs_of_life(network: Network) -> AsyncIterator[Sign]:
    for service in SERVICES:
        async with network.database(service) as connection:
            if others := await connection.fetchval(_OTHERS):
                yield Sign(f"{service}: {others} connections to its database", passes=False)
            if await _has(connection, "relay_member") and (relays := await connection.fetchval(_RELAYS)):
                yield Sign(f"{service}: {relays} relays that were at work within the last seconds", passes=True)
    for group, members in _members(network).items():
        yield Sign(f"{group}: {members} consumers are members of this group", passes=True)


def _members(network: Network) -> dict[str, int]:
    try:
        client = KafkaAdminClient(bootstrap_timeout_ms=WAIT_MS, **by_keywords(network.settings))
    except KafkaError as error:
        where = network.settings.kafka_bootstrap_servers
        raise Trouble(f"The Kafka at {where} does not let us in within {WAIT_MS // 1000} s: {error}") from error
    try:
        known = {one["group_id"] for one in client.list_groups()}
        asked = sorted(known & set(groups(network)))
        described = client.describe_groups(asked) if asked else {}
        return {name: len(one["members"]) for name, one in described.items() if one["members"]}
    finally:
        client.close()


def groups(network: Network) -> list[str]:
    return [f"{network.settings.topic_prefix}liaison.{service}" for service in SERVICES]


async def what_is_there(network: Network) -> list[There]:
    """Of databases that are not empty; what a restore has left that was cut short is nobody's."""
    found = []
    for service in SERVICES:
        async with network.database(service) as connection:
            if (there := await tables(connection)) and not await _has(connection, MARK):
                facts = await _has(connection, "fact_log")
                count = await connection.fetchval("select count(*) from fact_log") if facts else 0
                found.append(There(service, len(there), count))
    return found


async def _has(connection: Any, table: str) -> bool:
    return bool(await connection.fetchval("select to_regclass($1) is not null", table))
