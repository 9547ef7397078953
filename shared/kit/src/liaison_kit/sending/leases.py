"""Leases: which relay sends which shard. Rows with an end and a fence, so that they hold behind a connection pooler.

Each living relay gets an equal share. A holder renews three times per lease; one that was stopped for longer finds its
shards under another fence, and reads nothing more under the old one.
"""

import math
import time
from dataclasses import dataclass
from uuid import UUID

from liaison_contracts.catalog import PARTITIONS
from sqlalchemy import text

from liaison_kit.database import Database, new_id
from liaison_kit.outbox import LOGGED, shard_of

SHARDS = PARTITIONS
"""A shard is a partition's number: what is in order there must leave in order here."""

_LIVING = text("""
    insert into relay_member values (:me, now() + :seconds * interval '1 second')
    on conflict (id) do update set until = excluded.until
""")
_DEAD = text("delete from relay_member where until < now() - interval '1 minute'")
_MAKE = text("insert into relay_lease (shard) select generate_series(0, :last) on conflict do nothing")
_LOOK = text("""
    select shard, holder, fence, until > now() as held,
        (select count(*) from relay_member where until > now()) as living
    from relay_lease order by shard for update
""")
_RENEW = text("update relay_lease set until = now() + :seconds * interval '1 second' where shard = any(:shards)")
_TAKE = text("""
    update relay_lease set holder = :me, fence = fence + 1, until = now() + :seconds * interval '1 second'
    where shard = any(:shards) returning shard, fence
""")
_RELEASE = text("update relay_lease set holder = null, until = 'epoch' where holder = :me and shard = any(:shards)")
# The release before this one knew no shards, and may still be running.
_UNPLACED = text("select id, key, topic from outbox where shard is null order by id limit 10000 for update skip locked")
_PLACE = text("""
    update outbox set shard = placed.shard, logged = placed.logged
    from unnest(cast(:ids as bigint[]), cast(:shards as smallint[]), cast(:logged as boolean[]))
        as placed (id, shard, logged)
    where outbox.id = placed.id
""")
_LEAVE = text("delete from relay_member where id = :me")


@dataclass(frozen=True)
class Lease:
    """The right to send one shard until `ends` (time.monotonic of this process)."""

    shard: int
    fence: int
    ends: float

    @property
    def runs(self) -> bool:
        return time.monotonic() < self.ends


class Leases:
    """One relay's leases. `seconds` is how long a shard stands still after its relay was killed."""

    def __init__(self, database: Database, seconds: float) -> None:
        self._database = database
        self.seconds = seconds
        self.me: UUID = new_id()

    async def keep(self) -> tuple[dict[int, Lease], set[int]]:
        """Renews, and takes what is free of this relay's share; returns the leases, and the shards to hand over."""
        ends = time.monotonic() + self.seconds  # before the server's clock starts: ours ends first
        async with self._database.transaction() as session:
            await session.execute(_LIVING, {"me": self.me, "seconds": self.seconds})
            await session.execute(_DEAD)
            rows = (await session.execute(_LOOK)).all()
            if len(rows) < SHARDS:
                await session.execute(_MAKE, {"last": SHARDS - 1})
                rows = (await session.execute(_LOOK)).all()
            fences = {row.shard: row.fence for row in rows if row.held and row.holder == self.me}
            await session.execute(_RENEW, {"shards": list(fences), "seconds": self.seconds})
            share = math.ceil(SHARDS / rows[0].living)
            free = [row.shard for row in rows if not row.held][: max(0, share - len(fences))]
            if free:
                taken = await session.execute(_TAKE, {"me": self.me, "shards": free, "seconds": self.seconds})
                fences |= {row.shard: row.fence for row in taken}
        leases = {shard: Lease(shard, fence, ends) for shard, fence in fences.items()}
        return leases, set(sorted(fences)[share:])

    async def place(self) -> set[int]:
        """Gives shards to records that have none yet, and returns these; until then their keys stand still."""
        async with self._database.transaction() as session:
            rows = (await session.execute(_UNPLACED)).all()
            shards = [shard_of(row.key) for row in rows]
            if rows:
                prefix = self._database.info["publisher"].topic_prefix
                columns = {"ids": [row.id for row in rows], "shards": shards}
                await session.execute(
                    _PLACE, columns | {"logged": [row.topic.removeprefix(prefix) in LOGGED for row in rows]}
                )
        return set(shards)

    async def release(self, shards: set[int], *, leave: bool = False) -> None:
        """Gives shards back that nothing of this relay works on any more; `leave` as it ends."""
        async with self._database.transaction() as session:
            await session.execute(_RELEASE, {"me": self.me, "shards": list(shards)})
            if leave:
                await session.execute(_LEAVE, {"me": self.me})
