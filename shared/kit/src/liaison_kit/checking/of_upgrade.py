"""Before an upgrade: whether this program, which is the newer one, may migrate the database that the older one uses."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import text

from liaison_kit import migrations
from liaison_kit.checking.findings import Finding, broken, not_looked_at, ok, warning
from liaison_kit.checking.of_messages import LATE_SECONDS, under_way
from liaison_kit.database import Database
from liaison_kit.running import contractions
from liaison_kit.service import Service

MENDED = {"database.schema", "kafka.topics"}
LONG_SECONDS = 60
GIGABYTE = 1_000_000_000
_LARGEST = text("""
    select relname as name, pg_total_relation_size(oid) as bytes, pg_database_size(current_database()) as whole
    from pg_class where relkind = 'r' and relnamespace = to_regnamespace(current_schema())
    order by pg_total_relation_size(oid) desc limit 1
""")
_LONG = text("""
    select pid, coalesce(nullif(application_name, ''), usename) as who,
        cast(extract(epoch from now() - xact_start) as integer) as seconds
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start < now() - :long * interval '1 second'
    order by xact_start
""")
# Whose transactions are not this role's: PostgreSQL shows that they are there, not since when.
_HIDDEN = text("""
    select count(*) from pg_stat_activity
    where datname = current_database() and backend_type is null and usename <> current_user
""")


def instead(found: Sequence[Finding], upgrade: Sequence[Finding]) -> list[Finding]:
    """What a check found of the older release's database, without what `migrate` will put right, and what is added."""
    return [*(one for one in found if one.check not in MENDED), *upgrade]


async def look(service: Service, database: Database) -> list[Finding]:
    """Reads alone; what is broken stands in the way of the upgrade."""
    coming = [name for names in (await migrations.coming(database, service.migrations)).values() for name in names]
    found = [await _schema(database, coming)]
    async with database.engine.connect() as connection:
        largest = (await connection.execute(_LARGEST)).first()
        long = (await connection.execute(_LONG, {"long": LONG_SECONDS})).all()
        hidden = await connection.scalar(_HIDDEN) or 0
        if largest is None:
            return [*found, ok("upgrade.room", "The database is empty.")]
    found += [_room(largest), *_transactions(long, hidden)]
    return [*found, *_waiting(service, await under_way(database))]


async def _schema(database: Database, coming: list[str]) -> Finding:
    if sentence := await contractions.too_old(database):
        what, _, remedy = sentence.partition(": ")
        return broken("upgrade.schema", f"{what}.", remedy)
    if not coming:
        return ok("upgrade.schema", "The tables are those of this program already, or of a newer one.")
    return ok("upgrade.schema", f"These migrations will run: {', '.join(coming)}.")


def _room(largest: Any) -> Finding:
    """No SQL tells how much of a server's disk is free."""
    what = f"The database takes {largest.whole / GIGABYTE:.1f} GB, its largest table ({largest.name}) "
    what += f"{largest.bytes / GIGABYTE:.1f} GB with its indexes."
    return not_looked_at("upgrade.room", what, "See that the disk of PostgreSQL has twice the largest table free (df).")


def _transactions(long: Any, hidden: int) -> Iterator[Finding]:
    for one in long:
        do = f"A migration may wait for it, ten minutes at most: wait for its end, or pg_terminate_backend({one.pid})."
        yield warning("upgrade.transactions", f"{one.who} has kept a transaction open for {one.seconds} s.", do)
    if hidden:
        do = "Look as an administrator, or grant pg_read_all_stats to this service's role."
        yield not_looked_at("upgrade.transactions", f"This role does not see what {hidden} connections do.", do)
    elif not long:
        yield ok("upgrade.transactions", "No transaction has been open for a minute.")


def _waiting(service: Service, seen: Any) -> Iterator[Finding]:
    if seen.oldest > LATE_SECONDS:
        do = (
            "Have it drained first (`liaison doctor` says why it is not): afterwards nobody knows which release it was."
        )
        yield warning("upgrade.outbox", f"Facts have waited for {seen.oldest} s to leave for Kafka.", do)
    else:
        yield ok("upgrade.outbox", "Facts leave for Kafka at once.")
    if seen.parked:
        do = f"liaison dead-letters list: retry or drop them while the release runs that parked them ({service.name})."
        yield warning("upgrade.dead_letters", f"{seen.parked} dead letters wait.", do)
    else:
        yield ok("upgrade.dead_letters", "No dead letters wait.")
