"""The judge: compares what the client was told, what the write side holds, what is on Kafka and what became of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from tests.faults.client import FAIL, OK, UNKNOWN
from tests.faults.evidence import FACT, STATE, Evidence, Record

SHOWN = 3
ENOUGH_OK = 0.5


@dataclass(frozen=True)
class Window:
    """A stretch of time, on the monotonic clock."""

    began: float
    ended: float

    def holds(self, moment: float) -> bool:
        return self.began <= moment <= self.ended


@dataclass
class Verdict:
    """Counts of one run, and in words whatever a promise forbids. `invalid`: the run shows nothing, good or bad."""

    ok: int = 0
    fail: int = 0
    unknown: int = 0
    lost: int = 0
    duplicates: int = 0
    inversions: int = 0
    gaps: int = 0
    parked: int = 0
    refused: int = 0
    violations: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        return "VIOLATED" if self.violations else "INVALID" if self.invalid else "holds"


def judge(found: Evidence, faults: list[Window], tail: Window) -> Verdict:
    """P1 to P5 for one run; P4 as equality of the projection with what the write side gives."""
    verdict = Verdict()
    outcomes = Counter(command.outcome for command in found.commands)
    verdict.ok, verdict.fail, verdict.unknown = outcomes[OK], outcomes[FAIL], outcomes[UNKNOWN]
    verdict.parked, verdict.refused = len(found.parked), len(found.refused)

    applied = set(found.effects)
    held = _held_back(found) - applied
    lost = {(c.district, c.version) for c in found.commands if c.outcome == OK} - applied - held
    verdict.lost = _blame(verdict, "acknowledged but without effect", lost)
    _blame(verdict, "kept back although nothing stands in their way any more", held)

    twice = [effect for effect, times in Counter(found.effects).items() if times > 1]
    appended = Counter(district for district, _ in found.effects)
    wrong_tallies = [district for district, times in found.tallies.items() if times != appended[district]]
    verdict.duplicates = _blame(verdict, "applied more than once", [*twice, *wrong_tallies])
    commands = Counter(command for command, _, _ in found.carried_out)
    verdict.duplicates += _blame(verdict, "command carried out twice", [c for c, n in commands.items() if n > 1])

    verdict.inversions = _blame(verdict, "first deliveries out of order", _inverted_on_kafka(found))
    verdict.inversions += _blame(verdict, "effects out of order", _inverted(found.effects))

    verdict.gaps = _blame(verdict, "versions missing on Kafka", _gaps(found))
    _blame(verdict, "on Kafka but neither applied, parked nor dropped", _unexplained(found))
    _blame(verdict, "applied but never published", applied - {(r.district, r.version) for r in found.records})
    _blame(verdict, "projection differs from the write side", _differences(found))
    if found.waiting:
        verdict.violations.append(f"{found.waiting} rows stayed in the outbox")
    _was_worth_it(found, faults, tail, verdict)
    return verdict


def _blame(verdict: Verdict, what: str, culprits: Iterable[object]) -> int:
    listed = list(culprits)
    if listed:
        shown = "; ".join(" ".join(map(str, c)) if isinstance(c, tuple) else str(c) for c in listed[:SHOWN])
        verdict.violations.append(f"{len(listed)} {what}: {shown}{' …' if len(listed) > SHOWN else ''}")
    return len(listed)


def _held_back(found: Evidence) -> set[tuple[UUID | None, int | None]]:
    """Facts that are visibly kept: parked at the reader, or refused by the broker and waiting in the outbox."""
    facts = [record for record in found.records if record.topic == FACT and record.district is not None]
    parked = {(record.district, record.version) for record in facts if record.place in found.parked}
    return parked | {(district, version) for topic, district, version in found.refused if topic == FACT}


def _inverted(deliveries: Iterable[tuple[UUID, int]]) -> list[tuple[UUID, int]]:
    """Whatever came, for the first time, after a later version of its key."""
    newest: dict[UUID, int] = {}
    seen, inverted = set(), []
    for key, version in deliveries:
        if (key, version) not in seen and version < newest.get(key, 0):
            inverted.append((key, version))
        seen.add((key, version))
        newest[key] = max(version, newest.get(key, 0))
    return inverted


def _inverted_on_kafka(found: Evidence) -> list[tuple[UUID, int]]:
    ordered = sorted(found.records, key=lambda record: record.place)
    return [
        culprit
        for topic in (FACT, STATE)
        for culprit in _inverted((r.district, r.version) for r in ordered if r.topic == topic and r.district)
    ]


def _gaps(found: Evidence) -> list[tuple[str, UUID, int]]:
    """Versions that the write side made and no consumer of the topic will ever see; state topics may be compacted."""
    there = defaultdict(set)
    for record in found.records:
        there[record.topic, record.district].add(record.version)
    return [
        (FACT, district, version)
        for district, (newest, _) in found.districts.items()
        for version in range(1, newest + 1)
        if version not in there[FACT, district] and (FACT, district, version) not in found.refused
    ]


def _unexplained(found: Evidence) -> list[tuple[str, int, int]]:
    applied = set(found.effects)

    def explained(record: Record) -> bool:
        if record.place in found.parked or record.tombstone:
            return True
        if record.district is None:
            return False
        if record.topic == FACT:
            return (record.district, record.version) in applied
        return found.copies.get(record.district, (0, ""))[0] >= record.version

    return [record.place for record in found.records if not explained(record)]


def _differences(found: Evidence) -> list[UUID]:
    """Districts whose copy is not what the write side has, but for those whose records are visibly kept back."""
    kept = {r.district for r in found.records if r.topic == STATE and r.place in found.parked}
    kept |= {district for _, district, _ in found.refused}
    everything = found.districts.keys() | found.copies.keys()
    return [d for d in everything - kept if found.districts.get(d) != found.copies.get(d)]


def _was_worth_it(found: Evidence, faults: list[Window], tail: Window, verdict: Verdict) -> None:
    """A run in which little worked proves nothing, and one whose end is not healthy has not recovered."""
    outside = [c for c in found.commands if not any(window.holds(c.invoked) for window in faults)]
    if not outside or sum(c.outcome == OK for c in outside) < ENOUGH_OK * len(outside):
        verdict.invalid.append(f"fewer than half of the {len(outside)} commands outside the faults were ok")
    last = [c for c in found.commands if tail.holds(c.invoked)]
    applied = set(found.effects) | _held_back(found)
    unwell = [c for c in last if not c.is_well or (c.district, c.version) not in applied]
    if not last or unwell:
        verdict.invalid.append(f"{len(unwell)} of the last {len(last)} commands were not well at the first attempt")
