"""What a database notes about topics, made right for topics that are told anew under a new epoch.

Versions that were heard stay heard: what is told again of them is no news. Places on Kafka are forgotten: the same
numbers mean other records now. And where a reader knows more than whoever told it (databases that were not restored to
one point), its knowledge of those keys is taken back, so that it takes what is told of them for new.
"""

from collections.abc import Mapping
from typing import Any

from liaison_contracts.catalog import CATALOG, OTHERS
from liaison_kit.clock import real_now
from liaison_kit.sending.retold import retold, state_topic_of

from liaison_cli.backups.network import SERVICES, Network

NOWHERE = 1 << 60
"""Beyond every offset: where a parked record stands whose place is no more. Negative ones mean records of our own."""
_EPOCH = "select max(epoch) from epoch"
_PLACES_FORGOTTEN = f"""
    delete from progress;
    delete from relay_member;
    update relay_lease set holder = null, until = 'epoch';
    update parked set "offset" = {NOWHERE} + id where "offset" between 0 and {NOWHERE - 1};
"""  # noqa: S608 - our own number
_HEARD = "update heard set epoch = $1 where topic <> all($2) and epoch < $1"
_TOLD = """
    select topic, key, max(version) as version from (
        select topic, key, version from fact_log union all select topic, key, version from outbox) as told
    where topic = any($1) group by topic, key
"""
_NEWEST = """
    delete from told_before older using told_before newer
    where (older.topic, older.key) = (newer.topic, newer.key) and older.version < newer.version
"""
_AHEAD = """
    select distinct heard.topic, heard.key from heard left join told_before using (topic, key)
    where heard.topic = any($1) and (told_before.version is null or told_before.version < heard.version)
"""
_COPIES = """
    select relname::text from pg_class where relnamespace = current_schema()::regnamespace and relname like '%\\_copy'
        and (select count(*) from pg_attribute where attrelid = pg_class.oid and attname in ('id', 'version')) = 2
"""
_IDS = "select convert_from(payload, 'UTF8')::jsonb ->> 'id' from fact_log where topic = any($1) and key = any($2)"


async def next_epoch(connections: Mapping[str, Any]) -> int:
    """Above all that were ever told, also by a network that was restored before and then lost: minutes since 1970."""
    known = [int(await connection.fetchval(_EPOCH)) for connection in connections.values()]
    return max(*(one + 1 for one in known), int(real_now().timestamp() // 60))


async def begin_epoch(network: Network, connection: Any, epoch: int) -> None:
    """In one service's database; the same again changes nothing."""
    others = [network.topic(topic.name) for topic in CATALOG if topic.publisher == OTHERS]
    async with connection.transaction():
        await connection.execute("insert into epoch (epoch) values ($1) on conflict do nothing", epoch)
        await connection.execute(_PLACES_FORGOTTEN)
        await connection.execute(_HEARD, epoch, others)
        if await connection.fetchval("select to_regclass('feed_place') is not null"):
            await connection.execute("delete from feed_place")
        waiting = await connection.fetch("select id, payload from outbox")
        again = [(row["id"], retold(row["payload"], epoch)) for row in waiting]
        await connection.executemany("update outbox set payload = $2 where id = $1", again)


async def take_back(network: Network, connections: Mapping[str, Any]) -> dict[str, int]:
    """By reader, how many keys it knew more of than whoever tells of them; none after a backup of ours."""
    found: dict[str, int] = {}
    for teller in SERVICES:
        states = _states_of(network, teller)
        facts = [network.topic(one.name) for one in CATALOG if one.publisher == teller and _is_logged(one)]
        told = [tuple(row) for row in await connections[teller].fetch(_TOLD, facts)]
        told += [(states[topic], key, version) for topic, key, version in told if topic in states]
        for reader in SERVICES:
            async with connections[reader].transaction():
                ahead = await _ahead(connections[reader], told, [*facts, *set(states.values())])
                if ahead:
                    ids = await connections[teller].fetch(_IDS, facts, sorted({key for _, key in ahead}))
                    await _forget(connections[reader], ahead, [row[0] for row in ids])
                    found[reader] = found.get(reader, 0) + len({key for _, key in ahead})
    return found


async def _ahead(reader: Any, told: list[tuple[str, str, int]], topics: list[str]) -> list[tuple[str, str]]:
    await reader.execute("create temporary table told_before (topic text, key text, version bigint) on commit drop")
    await reader.copy_records_to_table("told_before", records=told)
    await reader.execute(_NEWEST)
    return [(row["topic"], row["key"]) for row in await reader.fetch(_AHEAD, topics)]


async def _forget(reader: Any, ahead: list[tuple[str, str]], fact_ids: list[str]) -> None:
    """Its copies stay until what is told again replaces them: a row without a version is older than any."""
    keys = sorted({key for _, key in ahead})
    await reader.execute("delete from heard where key = any($1)", keys)
    await reader.execute("delete from inbox where fact_id = any($1::text[]::uuid[])", fact_ids)
    for row in await reader.fetch(_COPIES):
        await reader.execute(f"update {row[0]} set version = 0 where id::text = any($1)", keys)  # noqa: S608 - a table's name


def _states_of(network: Network, service: str) -> dict[str, str]:
    """By topic of facts, the topic of the states that they carry."""
    found = {}
    for topic in CATALOG:
        of = state_topic_of(topic) if topic.publisher == service else None
        if of is not None:
            found[network.topic(topic.name)] = network.topic(of.name)
    return found


def _is_logged(topic: Any) -> bool:
    return not topic.compacted and topic.retention is None
