"""What was heard: the last version of each aggregate on each topic, so that stale records and gaps show."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from liaison_contracts.fact import State
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock
from liaison_kit.running import metrics
from liaison_kit.sending.records import Arrival

log = structlog.get_logger()

INBOX_KEPT = timedelta(days=90)
"""How long the inbox knows a fact by its id: far beyond any redelivery."""

_HEAR = text("""
    with told as (
        select *
        from unnest(cast(:topics as text[]), cast(:keys as text[]), cast(:epochs as int[]), cast(:versions as bigint[]))
            as told (topic, key, epoch, version)
    ),
    noted as (
        insert into heard (topic, key, epoch, version) select topic, key, epoch, version from told
        on conflict (topic, key) do update set epoch = excluded.epoch, version = excluded.version
        where (heard.epoch, heard.version) < (excluded.epoch, excluded.version)
    )
    select topic, key, heard.epoch, heard.version from heard join told using (topic, key)
""")
"""Answers what was known before: both parts see the table as it was when the statement began."""


async def hear(session: AsyncSession, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Notes the versions; returns the arrivals without those that can only be repetitions.

    A stale record that the inbox does not know is applied all the same (its reaction keeps the newest), unless it is
    older than the inbox reaches back: then its version says that it was applied long ago.
    """
    newest = await _note(session, arrivals)
    forgotten = clock.now() - INBOX_KEPT
    kept = []
    for arrival in arrivals:
        last = newest.get(arrival.place)
        if last is None or arrival.version > last:
            _note_gap(arrival, last)
            newest[arrival.place] = arrival.version
        else:
            metrics.STALE.labels(arrival.record.topic).inc()
            if arrival.recorded_at < forgotten:
                continue
        kept.append(arrival)
    return kept


async def _note(session: AsyncSession, arrivals: Sequence[Arrival]) -> dict[tuple[str, str], tuple[int, int]]:
    """Notes the highest versions told, by topic and key; returns those that were known before."""
    told: dict[tuple[str, str], tuple[int, int]] = {}
    for arrival in arrivals:
        told[arrival.place] = max(told.get(arrival.place, arrival.version), arrival.version)
    places = sorted(told)
    columns: dict[str, list[str] | list[int]] = {
        "topics": [topic for topic, _ in places],
        "keys": [key for _, key in places],
        "epochs": [told[place][0] for place in places],
        "versions": [told[place][1] for place in places],
    }
    rows = await session.execute(_HEAR, columns)
    return {(topic, key): (epoch, version) for topic, key, epoch, version in rows}


def _note_gap(arrival: Arrival, last: tuple[int, int] | None) -> None:
    """Only states tell every version; compaction may have removed some, so a gap is a hint and no error."""
    epoch, version = arrival.version
    if last and last[0] == epoch and version > last[1] + 1 and issubclass(arrival.reaction.contract, State):
        metrics.GAPS.labels(arrival.record.topic).inc()
        log.warning("fact.gap", topic=arrival.record.topic, last=last[1], version=version)
