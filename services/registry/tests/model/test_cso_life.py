"""Whatever people do with a group and the organisation it becomes, in whatever order: only what may be, is."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from liaison_contracts.registry import CSOStatus
from liaison_kit.errors import Refusal
from liaison_registry.model import CSO, FoundingStep, GroupStatus, InitiativeGroup, Memorandum, NetworkMembership
from liaison_registry.model.csos.cso import MergedIntoItself, NoLongerThere
from liaison_registry.model.csos.memorandum import MemorandumEndedAlready

DAY_ONE = date(2023, 1, 1)
MOVES = {
    ("active", "dormant"),
    ("dormant", "active"),
    ("active", "dissolved"),
    ("dormant", "dissolved"),
    ("active", "merged"),
    ("dormant", "merged"),
    ("dissolved", "merged"),
}
WORKER = UUID(int=7)


def cso(number: int, today: date = DAY_ONE, **values: Any) -> CSO:
    known = {
        "registered_on": today,
        "created_with_help": False,
        "areas": [],
        "former_districts": [],
        "status": "active",
    }
    return CSO(id=UUID(int=number), version=1, edrpou=f"{number:08}", name="ГО", **known | values)


class LifeOfACSO(RuleBasedStateMachine):
    """Each rule is tried at any time; a refusal must leave everything as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.today = DAY_ONE
        said = {"idea": "Сад", "area": "other", "office_id": UUID(int=1), "district_id": None, "formed_on": DAY_ONE}
        self.group = InitiativeGroup.form(UUID(int=2), said, [{"name": "О", "contact": ""}], DAY_ONE, None)
        self.cso: CSO | None = None
        self.memoranda: list[Memorandum] = []
        self.memberships: list[NetworkMembership] = []
        self.seen = ["active"]
        self.version = 1

    @initialize(registered=strategies.booleans())
    def begin(self, registered: bool) -> None:
        """Half of the lives begin with the organisation, as chance seldom finds the way to it."""
        if registered:
            for step in FoundingStep:
                self.take(step)
            self.register()

    def tried(self, act: Any, *arguments: Any) -> Any:
        """What came of it; None if it was refused, and then nothing has changed."""
        before = self.cso.state() if self.cso else None
        try:
            return act(*arguments) or True
        except Refusal:
            assert (self.cso.state() if self.cso else None) == before
            return None

    @rule(days=strategies.integers(1, 200))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(step=strategies.sampled_from(FoundingStep))
    def take(self, step: FoundingStep) -> None:
        self.tried(self.group.take, step, self.today, self.today, WORKER)

    @rule(step=strategies.sampled_from(FoundingStep))
    def undo(self, step: FoundingStep) -> None:
        self.tried(self.group.undo, step, self.today)

    @rule()
    def give_up(self) -> None:
        self.tried(self.group.give_up, self.today, "немає часу")

    @rule()
    def register(self) -> None:
        if self.tried(self.group.become, UUID(int=3), self.today, self.today, WORKER):
            assert self.cso is None
            self.cso = cso(3, self.today, created_with_help=True)

    @precondition(lambda self: self.cso)
    @rule(act=strategies.sampled_from(["fall_asleep", "wake"]))
    def rest(self, act: str) -> None:
        self.tried(getattr(self.cso, act))

    @precondition(lambda self: self.cso)
    @rule()
    def dissolve(self) -> None:
        self.tried(self.cso.dissolve, self.today, self.today)  # type: ignore[union-attr]  # see the precondition

    @precondition(lambda self: self.cso)
    @rule()
    def merge(self) -> None:
        self.tried(cso(4).take_in, self.cso)

    @precondition(lambda self: self.cso)
    @rule(days=strategies.none() | strategies.integers(0, 400))
    def sign(self, days: int | None) -> None:
        until = None if days is None else self.today + timedelta(days=days)
        said = {"number": "1", "signed_on": self.today, "valid_until": until, "document": None}
        signed = self.tried(Memorandum.sign, self.cso, said, self.today, None)
        self.memoranda += [signed] if signed else []

    @precondition(lambda self: self.memoranda)
    @rule(days=strategies.none() | strategies.integers(1, 400))
    def renew(self, days: int | None) -> None:
        until = None if days is None else self.today + timedelta(days=days)
        self.tried(self.memoranda[-1].renew, self.cso, until, self.today)

    @precondition(lambda self: self.memoranda)
    @rule()
    def end(self) -> None:
        self.tried(self.memoranda[-1].end, self.cso, self.today, self.today)

    @precondition(lambda self: self.memoranda and self.memoranda[-1].is_over(self.today))
    @rule()
    def expire(self) -> None:
        assert self.cso
        assert self.memoranda[-1].expire(self.cso) <= self.today

    @precondition(lambda self: self.cso)
    @rule()
    def join(self) -> None:
        last = max((one.left_on for one in self.memberships if one.left_on), default=None)
        joined = self.tried(NetworkMembership.join, self.cso, self.today, self.today, last, None)
        self.memberships += [joined] if joined else []

    @precondition(lambda self: self.cso and self.cso.network_since)
    @rule()
    def leave(self) -> None:
        self.tried(self.memberships[-1].leave, self.cso, self.today, self.today)

    @invariant()
    def the_group_keeps_its_order(self) -> None:
        steps = set(self.group.steps)
        assert not {"application"} <= steps or {"statute", "meeting"} <= steps
        assert not {"entry"} <= steps or {"application"} <= steps
        assert (self.group.status == GroupStatus.REGISTERED) == (self.cso is not None)
        assert (self.group.forgotten_on is None) == bool(self.group.founders)

    @invariant()
    def the_organisation_goes_where_it_may(self) -> None:
        if self.cso is None:
            return
        if self.cso.status != self.seen[-1]:
            assert (self.seen[-1], self.cso.status) in MOVES
            self.seen.append(self.cso.status)
        assert (self.cso.status == CSOStatus.MERGED) == (self.cso.merged_into is not None)
        assert self.cso.created_with_help
        assert self.cso.version >= self.version
        self.version = self.cso.version

    @invariant()
    def no_two_agreements_hold_at_one_time(self) -> None:
        for agreements in (self.memoranda, self.memberships):
            pairs = [(one, other) for one in agreements for other in agreements if one is not other]
            assert not any(one.held_with(other) for one, other in pairs)
        if self.cso and self.cso.status != CSOStatus.MERGED:
            in_force = [one.signed_on for one in self.memoranda if one.ended_on is None]
            assert in_force == ([self.cso.memorandum.signed_on] if self.cso.memorandum else [])


TestLifeOfACSO = LifeOfACSO.TestCase
TestLifeOfACSO.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)


def test_what_is_over_is_neither_renewed_nor_ended_though_no_job_has_seen_it_yet() -> None:
    partner, last = cso(3), DAY_ONE + timedelta(days=10)
    said = {"number": "1", "signed_on": DAY_ONE, "valid_until": last, "document": None}
    memorandum = Memorandum.sign(partner, said, DAY_ONE, None)
    after = last + timedelta(days=5)
    for act in (
        lambda: memorandum.renew(partner, after + timedelta(days=100), after),
        lambda: memorandum.end(partner, after, after),
    ):
        with pytest.raises(MemorandumEndedAlready):
            act()
    assert memorandum.expire(partner) == last + timedelta(days=1)


def test_the_kept_entry_takes_over_what_only_the_other_knew() -> None:
    kept, gone = cso(3, phone="+380671234567"), cso(4, phone="+380432595000", email="go@example.org", areas=["sport"])
    gone.created_with_help = True
    kept.take_in(gone)
    assert (kept.phone, kept.email, kept.areas, kept.created_with_help) == (
        *("+380671234567", "go@example.org"),
        *(["sport"], True),
    )
    assert (gone.state().status, gone.state().merged_into) == (CSOStatus.MERGED, kept.id)


def test_what_is_merged_is_merged_once_and_into_another() -> None:
    kept, gone = cso(3), cso(4)
    with pytest.raises(MergedIntoItself):
        kept.take_in(kept)
    kept.take_in(gone)
    for one, other in ((kept, gone), (cso(5), gone), (gone, cso(6))):
        with pytest.raises(NoLongerThere):
            one.take_in(other)
    with pytest.raises(NoLongerThere):
        cso(7, status="dissolved").take_in(cso(8))
