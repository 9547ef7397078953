"""An office's way through its life, whatever is tried with it in whatever order."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise, product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from liaison_contracts.registry import Blocking, OfficeStatus
from liaison_kit.clock import KYIV
from liaison_kit.database import new_id
from liaison_kit.errors import Refusal
from liaison_registry.model import BEFORE_OPENING, Office, Override
from liaison_registry.model.offices.office_life import MOVES, WITH_OVERRIDE
from liaison_registry.model.offices.readiness import Known, NotReady, Point, missing_points
from liaison_registry.model.offices.site import Site
from liaison_registry.model.rooms.rooms import RoomPlan, blocked, retired, with_change, with_room

TODAY = date(2023, 5, 15)
NOW = datetime(2023, 5, 15, 12, tzinfo=KYIV)
READY, NOT_READY = (
    Known(qualified=1, services=1, budget_covered=True),
    Known(qualified=0, services=0, budget_covered=None),
)
REASON = Override("Свято громади", new_id(), NOW)
SITE = Site(address="вул. Незалежності, 5", address_en="5 Nezalezhnosti St", latitude=49.26, longitude=28.54)
HOURS = [{"weekday": 1, "opens": "10:00:00", "closes": "13:00:00"}]


def new_office(**more: object) -> Office:
    values = {"status": "planned", "rooms": [], "hours": [], "special_hours": [], "latitude": 49.26, "longitude": 28.54}
    return Office(id=new_id(), version=1, slug="khutory", name="Хутори", **(values | more))


def try_to(office: Office, after: OfficeStatus, override: Override | None) -> None:
    """The one act that leads to a status."""
    match after:
        case OfficeStatus.SITE_CHOSEN:
            office.choose_site(SITE, TODAY)
        case OfficeStatus.FITTING_OUT:
            office.start_fitting_out(None, TODAY)
        case OfficeStatus.STAFFED:
            office.staff(1)
        case OfficeStatus.OPEN if office.status == OfficeStatus.SUSPENDED:
            office.resume()
        case OfficeStatus.OPEN:
            office.open(TODAY, TODAY, READY, override)
        case OfficeStatus.SUSPENDED:
            office.suspend("Ремонт", None)
        case OfficeStatus.CLOSED:
            office.close(TODAY, TODAY, "Переїзд", None)
        case _:
            raise NoWayBack


class NoWayBack(Refusal):
    """Nothing leads back to the plan."""


@pytest.mark.parametrize(("before", "after"), [pair for pair in product(OfficeStatus, repeat=2) if pair[0] != pair[1]])
@pytest.mark.parametrize("override", [None, REASON])
def test_only_the_steps_of_the_table_lead_on(
    before: OfficeStatus, after: OfficeStatus, override: Override | None
) -> None:
    opened = None if before in BEFORE_OPENING else TODAY
    office = new_office(status=before, opened_on=opened, address="x", rooms=[{"id": "a"}], hours=HOURS)
    # A site that was chosen already can be corrected: that is no step, and leads nowhere.
    corrects = after == OfficeStatus.SITE_CHOSEN and before in BEFORE_OPENING
    if (before, after) in MOVES or (override and (before, after) in WITH_OVERRIDE):
        try_to(office, after, override)
        assert office.status == after
    elif corrects:
        try_to(office, after, override)
        assert office.status == before
    else:
        with pytest.raises(Refusal):
            try_to(office, after, override)
        assert (office.status, office.version) == (before, 1)


def test_opening_says_everything_that_is_missing_at_once() -> None:
    with pytest.raises(NotReady) as refused:
        new_office().open(TODAY, TODAY, NOT_READY)
    fields = [error.field for error in refused.value.errors]
    assert fields == [*(f"readiness.{point}" for point in Point), "override_reason"]


@pytest.mark.parametrize(
    ("changes", "known", "missing"),
    [
        ({}, READY, []),
        ({"status": "planned"}, READY, ["site", "steps"]),
        ({"status": "fitting_out"}, READY, ["steps"]),
        ({"address": ""}, READY, ["site"]),
        ({}, Known(1, 1, None), ["budget"]),
        ({}, Known(1, 1, False), ["budget"]),
        ({}, Known(0, 1, True), ["staff"]),
        ({}, Known(1, 0, True), ["services"]),
        ({"rooms": []}, READY, ["rooms"]),
        ({"rooms": [{"retired": True}]}, READY, ["rooms"]),
        ({"hours": []}, READY, ["hours"]),
    ],
)
def test_each_point_of_readiness_is_looked_at(changes: dict[str, object], known: Known, missing: list[str]) -> None:
    office = new_office(**({"status": "staffed", "address": "x", "rooms": [{"id": "a"}], "hours": HOURS} | changes))
    assert missing_points(office, known) == missing
    if not missing:
        office.open(TODAY, TODAY, known)
        assert (office.status, office.override_reason) == ("open", None)


class OfficeLife(RuleBasedStateMachine):
    """Everything that can be done with an office, in any order; what is refused must change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.office, self.today = new_office(), TODAY
        self.seen, self.ids = [OfficeStatus.PLANNED], list[str]()

    def tries(self, act: Callable[..., None], *given: Any) -> bool:
        before, status = self.office.version, self.office.status
        try:
            act(*given)
        except Refusal:
            assert (self.office.version, self.office.status) == (before, status)
            return False
        assert self.office.version == before + 1
        if self.office.status != self.seen[-1]:
            self.seen.append(OfficeStatus(self.office.status))
        return True

    def keeps(self, change: Callable[..., list[dict[str, Any]]], *given: Any) -> bool:
        return self.tries(lambda: self.office.keep_rooms(change(self.office.rooms, *given)))

    @rule(days=st.integers(0, 40))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(north=st.sampled_from([49.2601, 49.3, 28.54]))
    def choose_site(self, north: float) -> None:
        done = self.tries(self.office.choose_site, SITE.model_copy(update={"latitude": north}), self.today)
        assert not (done and north == 28.54)

    @rule()
    def change_address(self) -> None:
        assert not (self.tries(self.office.change_address, SITE) and self.office.opened_on is None)

    @rule(ahead=st.sampled_from([None, -1, 30]))
    def fit_out(self, ahead: int | None) -> None:
        opens = None if ahead is None else self.today + timedelta(days=ahead)
        assert not (self.tries(self.office.start_fitting_out, opens, self.today) and ahead == -1)

    @rule(qualified=st.integers(0, 2))
    def staff(self, qualified: int) -> None:
        assert not (self.tries(self.office.staff, qualified) and qualified == 0)

    @rule(back=st.integers(-1, 9), known=st.sampled_from([READY, NOT_READY]), override=st.sampled_from([None, REASON]))
    def open(self, back: int, known: Known, override: Override | None) -> None:
        missing = missing_points(self.office, known)
        done = self.tries(self.office.open, self.today - timedelta(days=back), self.today, known, override)
        if done:
            assert 0 <= back <= 7
            assert (self.office.override_reason is not None) == bool(missing)
            assert self.office.opened_without == ([str(one) for one in missing] or self.office.opened_without)

    @rule()
    def suspend(self) -> None:
        self.tries(self.office.suspend, "Ремонт", None)

    @rule()
    def resume(self) -> None:
        self.tries(self.office.resume)

    @rule(back=st.integers(-1, 3))
    def close(self, back: int) -> None:
        self.tries(self.office.close, self.today - timedelta(days=back), self.today, "Переїзд", None)

    @rule(name=st.sampled_from(["Зала", "зала", "Майстерня"]))
    def add_room(self, name: str) -> None:
        if self.keeps(with_room, new_id(), RoomPlan(name, name, 10, [], [])):
            self.ids.append(self.office.rooms[-1]["id"])

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9), name=st.sampled_from(["Зала", "Кухня"]))
    def change_room(self, number: int, name: str) -> None:
        self.keeps(with_change, self._room(number), RoomPlan(name, name, 5, ["screen"], []))

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9))
    def retire_room(self, number: int) -> None:
        self.keeps(retired, self._room(number))

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9), hour=st.integers(0, 9), hours=st.integers(-1, 3))
    def block_room(self, number: int, hour: int, hours: int) -> None:
        starts = NOW + timedelta(hours=hour)
        blocking = Blocking(id=new_id(), starts_at=starts, ends_at=starts + timedelta(hours=hours), reason="Ремонт")
        self.keeps(blocked, self._room(number), blocking, NOW)

    def _room(self, number: int) -> UUID:
        return UUID(self.ids[number % len(self.ids)])

    @invariant()
    def blockings_of_a_room_lie_apart(self) -> None:
        for room in self.office.rooms:
            ordered = room.get("blockings", [])
            assert all(one["starts_at"] < one["ends_at"] for one in ordered)
            assert all(one["ends_at"] <= later["starts_at"] for one, later in pairwise(ordered))

    @invariant()
    def its_days_and_its_status_say_the_same(self) -> None:
        assert (self.office.opened_on is None) == (self.office.status in BEFORE_OPENING)
        assert (self.office.closed_on is None) == (self.office.status != OfficeStatus.CLOSED)
        assert (self.office.notice is None) == (self.office.status not in {OfficeStatus.SUSPENDED, OfficeStatus.CLOSED})

    @invariant()
    def it_has_gone_only_where_offices_go(self) -> None:
        for step in pairwise(self.seen):
            assert step in MOVES or (step in WITH_OVERRIDE and self.office.override_reason)

    @invariant()
    def rooms_keep_their_ids_and_their_names_differ(self) -> None:
        assert [room["id"] for room in self.office.rooms] == self.ids
        used = [room["name"].casefold() for room in self.office.rooms if not room.get("retired")]
        assert len(used) == len(set(used))


TestOfficeLife = OfficeLife.TestCase
TestOfficeLife.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
