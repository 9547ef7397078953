"""Outreach days: whatever is planned and cancelled, nobody is sent twice to one place at one time."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from liaison_contracts.registry import OutreachDay
from liaison_kit.errors import Refusal
from liaison_registry.model import Office

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
HOURS = st.integers(-3, 30)


def an_office() -> Office:
    return Office(id=UUID(int=1), version=1, outreach=[])


class Outreach(RuleBasedStateMachine):
    """Plans and cancellations in any order, as time goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.office, self.now, self.changes = an_office(), NOW, 0

    @rule(village=st.sampled_from(["Бохоники", "Гавришівка"]), start=HOURS, length=st.integers(-1, 18))
    def plan(self, village: str, start: int, length: int) -> None:
        begins = self.now + timedelta(hours=start)
        ends = begins + timedelta(hours=length)
        day = OutreachDay(
            id=uuid4(), settlement=village, settlement_en="x", place="Школа", starts_at=begins, ends_at=ends
        )
        self.attempt(lambda: self.office.plan_outreach(day, self.now))

    @rule(which=st.integers(0, 10))
    def cancel(self, which: int) -> None:
        known = self.office.outreach_days()
        day_id = known[which].id if which < len(known) else UUID(int=0)
        self.attempt(lambda: self.office.cancel_outreach(day_id, "Негода", None, self.now))

    @rule(hours=st.integers(1, 24 * 200))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def attempt(self, act: Callable[[], None]) -> None:
        with contextlib.suppress(Refusal):
            act()
            self.changes += 1

    @invariant()
    def nobody_is_sent_twice(self) -> None:
        days = [one for one in self.office.outreach_days() if one.cancelled_because is None]
        for number, one in enumerate(days):
            assert one.starts_at < one.ends_at
            for other in days[number + 1 :]:
                apart = one.ends_at <= other.starts_at or other.ends_at <= one.starts_at
                assert apart or one.settlement != other.settlement

    @invariant()
    def each_change_is_a_version_and_a_refusal_is_none(self) -> None:
        assert self.office.version == 1 + self.changes
        days = self.office.outreach_days()
        assert days == sorted(days, key=lambda one: (one.starts_at, one.settlement))


TestOutreach = Outreach.TestCase


@given(hours=st.integers(1, 16), ahead=st.integers(0, 400))
def test_a_day_is_coming_until_it_is_over_in_kyiv(hours: int, ahead: int) -> None:
    office, begins = an_office(), NOW + timedelta(days=ahead)
    ends = begins + timedelta(hours=hours)
    office.plan_outreach(
        OutreachDay(id=uuid4(), settlement="x", settlement_en="x", place="x", starts_at=begins, ends_at=ends), NOW
    )
    last = (ends + timedelta(hours=3)).date()
    assert office.outreach_from(last - timedelta(days=1))
    assert not office.outreach_from(last + timedelta(days=1))
