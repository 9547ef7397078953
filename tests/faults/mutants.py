"""Seven wrong kits: a harness that does not catch them proves nothing."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import liaison_kit

from tests.faults.runner import Grounds, Outcome, Plan, run
from tests.faults.scenario import SCENARIOS, Scenario

KIT = Path(liaison_kit.__file__).parent
PATIENCE_SECONDS = 40.0


@dataclass(frozen=True)
class Mutant:
    """A copy of the kit with some texts replaced. `scenario` must catch it, by one of these `signs`."""

    name: str
    scenario: str
    signs: tuple[str, ...]
    patches: tuple[tuple[str, str, str], ...]
    """File, old text, new text."""

    def make(self, folder: Path) -> Path:
        """Returns what belongs at the front of PYTHONPATH; LookupError if the kit has changed under the patch."""
        shutil.copytree(KIT, folder / "liaison_kit")
        for file, old, new in self.patches:
            path = folder / "liaison_kit" / file
            source = path.read_text()
            if source.count(old) != 1:
                raise LookupError(f"{self.name}: {file} has {source.count(old)} places like {old!r}")
            path.write_text(source.replace(old, new))
        return folder


@dataclass(frozen=True)
class Caught:
    """What became of a mutant; `killed` if the checker found a broken promise."""

    mutant: Mutant
    killed: bool
    reason: str

    @property
    def fate(self) -> str:
        return "killed" if self.killed else "ALIVE"


LOST = ("without effect", "missing on Kafka")
TWICE, INVERTED = ("applied more than once",), ("deliveries out of order",)
PARKED_IN_TIME = """\
        await parking.park(session, [(told[place], refused[place]) for place in sorted(refused)], held)
"""
PARKED_AT_LEISURE = """\
        lot = [(told[place], refused[place]) for place in sorted(refused)]

        async def park_apart() -> None:
            await asyncio.sleep(1)
            async with self._database.transaction() as apart:
                await parking.park(apart, lot, held)

        if lot:
            asyncio.ensure_future(park_apart())
"""
EVERY_SHARD = "dict.fromkeys(range(SHARDS), 0)"
COMMITTED = '        await self._connection.execute("commit")\n'
ROWS_READ = """\
        rows = await self._read()
"""
ROWS_CLAIMED = """\
        if not self._connection.is_in_transaction():
            await self._connection.execute("begin")
        rows = await self._read()
        if not rows:
            await self._connection.execute("commit")
"""

MUTANTS = (
    Mutant(
        "inbox off",
        "killed_before_the_offset",
        TWICE,
        (("receiving/inbox.py", "            del firsts[consumer, fact_id]\n", "            continue\n"),),
    ),
    Mutant(
        "offset committed before the database",
        "killed_in_the_transaction",
        LOST,
        (
            (
                "receiving/consumer.py",
                "            await self._inbox.apply(records)\n",
                "            await self._subscriber.consumer.commit()\n            await self._inbox.apply(records)\n",
            ),
        ),
    ),
    Mutant(
        "`id > last` cursor",
        "write_transaction_open",
        LOST,
        (
            (
                "sending/shard.py",
                "        if self._settling is None:\n            self._settling = (max(ids), number)\n",
                "        self._floor = max(self._floor, max(ids) + 1)\n",
            ),
        ),
    ),
    Mutant(
        "ACK for NACK",
        "batch_breaks",
        LOST,
        (("receiving/consumer.py", "AckPolicy.NACK_ON_ERROR", "AckPolicy.ACK"),),
    ),
    Mutant(
        "acks=0",
        "only_broker_hangs",
        LOST,
        (
            ("sending/producers.py", 'acks="all"', "acks=0"),
            ("sending/producers.py", "enable_idempotence=True", "enable_idempotence=False"),
        ),
    ),
    Mutant(
        "parking outside the transaction",
        "killed_while_parking",
        LOST,
        (("receiving/inbox.py", PARKED_IN_TIME, PARKED_AT_LEISURE),),
    ),
    Mutant(
        "SKIP LOCKED instead of leases, four relays",
        "four_relays",
        INVERTED,
        (
            (
                "sending/leases.py",
                "{row.shard: row.fence for row in rows if row.held and row.holder == self.me}",
                EVERY_SHARD,
            ),
            ("sending/leases.py", "set(sorted(fences)[share:])", "set()"),
            (
                "sending/shard.py",
                "(select from relay_lease where shard = $1 and fence = $4 and until > now())",
                "(select $4::bigint)",
            ),
            ("sending/shard.py", "order by id limit $5", "order by id limit $5 for update of outbox skip locked"),
            ("sending/shard.py", ROWS_READ, ROWS_CLAIMED),
            (
                "sending/shard.py",
                "        for failure in failures:\n",
                COMMITTED + "        for failure in failures:\n",
            ),
        ),
    ),
)


def scenario_named(name: str) -> Scenario:
    return next(scenario for scenario in SCENARIOS if scenario.inject.__name__ == name)


async def hunt(grounds: Grounds, folder: Path, plan: Plan, tell: Callable[[str], None]) -> list[Caught]:
    """Runs each mutant through its scenario."""
    caught = []
    for number, mutant in enumerate(MUTANTS, 1):
        kit = mutant.make(folder / f"kit-{number}")
        own = replace(plan, short=True, kit=kit, patience=PATIENCE_SECONDS)
        outcome = await run(grounds, scenario_named(mutant.scenario), folder / f"m{number}", own)
        caught.append(_caught(mutant, outcome))
        tell(f"mutant {number}/{len(MUTANTS)} {mutant.name}: {caught[-1].fate}; {caught[-1].reason}")
    return caught


def _caught(mutant: Mutant, outcome: Outcome) -> Caught:
    """Only the promise that it breaks counts: a kit that merely does not work would show nothing."""
    violations = outcome.verdict.violations
    signs = [violation for violation in violations if any(sign in violation for sign in mutant.signs)]
    others = [*outcome.verdict.violations, *outcome.verdict.invalid]
    return Caught(mutant, bool(signs), (signs or others or ["every promise held"])[0])
