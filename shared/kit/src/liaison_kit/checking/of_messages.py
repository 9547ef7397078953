"""What is on its way: facts that wait for Kafka, records that could not be applied, and whether somebody sends."""

from typing import Any

from sqlalchemy import text

from liaison_kit.checking.findings import Finding, broken, ok, warning
from liaison_kit.database import Database

LATE_SECONDS = 60

_SEEN = text("""
    select coalesce(extract(epoch from now() - (select min(created_at) from outbox)), 0)::int as oldest,
        (select count(*) from outbox where refused is not null) as refused,
        (select count(*) from parked where dropped_at is null) as parked,
        (select count(*) from relay_lease where until > now()) as held
""")


async def look(database: Database) -> list[Finding]:
    """Only of a database that has its tables."""
    seen = await under_way(database)
    return [_outbox(seen), _relay(seen), _parked(seen)]


async def under_way(database: Database) -> Any:
    """For how long the oldest fact has waited, in seconds; how many records are refused or parked, and shards held."""
    async with database.reading() as session:
        return (await session.execute(_SEEN)).one()


def _outbox(seen: Any) -> Finding:
    if seen.refused:
        what = f"{seen.refused} records in the outbox were refused by Kafka; later ones of the same keys wait behind."
        return broken("messages.outbox", what, "liaison dead-letters list says why: docs/runbooks/dead-letters.md.")
    if seen.oldest > LATE_SECONDS:
        do = "See whether Kafka answers and a relay runs: docs/runbooks/broker-down.md."
        return broken("messages.outbox", f"Facts have waited for {seen.oldest} s to leave for Kafka.", do)
    return ok("messages.outbox", "Facts leave for Kafka at once.")


def _relay(seen: Any) -> Finding:
    if seen.held:
        return ok("messages.relay", "A relay is at work.")
    do = "Start this service with the role relay, or all: docs/runbooks/process-missing.md."
    return warning("messages.relay", "No relay is at work: facts stay in the outbox.", do)


def _parked(seen: Any) -> Finding:
    if seen.parked:
        do = "liaison dead-letters list; then retry or drop each: docs/runbooks/dead-letters.md."
        return warning("messages.parked", f"{seen.parked} records could not be applied, and wait for you.", do)
    return ok("messages.parked", "Every record that came was applied.")
