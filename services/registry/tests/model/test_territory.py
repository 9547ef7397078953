"""The community's territory, whatever is tried with it in whatever order; and what the database refuses by itself."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from liaison_kit.database import Database
from liaison_kit.errors import Refusal
from liaison_registry.model import District
from liaison_registry.model.territory.territory import NewDistrict, merge, split
from sqlalchemy.exc import IntegrityError

from services.registry.tests.territory import FIELD, HUTORY, JOINED, STADNYTSIA, VILLAGE, said, two_districts

CODES = [f"UA0502003000{number:07}" for number in range(1, 13)]
ANY = st.integers(0, 50)


class Territory(RuleBasedStateMachine):
    """Each change is tried at any time, also for days that are over; a refusal must leave everything as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.today = JOINED + timedelta(days=30)
        self.all: list[District] = []

    @initialize()
    def join(self) -> None:
        for number in range(3):
            self.all.append(District.joining(JOINED, **said(CODES[number], f"Округ {number}")))
            self.all[-1].add_settlement(CODES[number + 3], "Село", "Village")

    def held(self, codes: list[str], ending: list[District], on: date) -> dict[str, str]:
        """What `held_by_others` asks the database."""
        others = [one for one in self.all if one not in ending and (one.ended_on is None or one.ended_on > on)]
        return {code: one.name for one in others for code in one.codes() if code in codes}

    def tried(self, act: Callable[[], list[District]]) -> None:
        before = [(one.version, one.state()) for one in self.all]
        try:
            made = act()
        except Refusal:
            assert [(one.version, one.state()) for one in self.all] == before
        else:
            self.all += made

    @rule(days=st.integers(1, 60))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(which=ANY, ago=st.integers(-1, 90), name=st.sampled_from("АБВ"))
    def rename(self, which: int, ago: int, name: str) -> None:
        district, on = self.all[which % len(self.all)], self.today - timedelta(days=ago)
        names = {"name": name, "name_en": name, "seat": name, "seat_en": name}
        self.tried(lambda: district.rename(names, on, self.today, "x") or [])

    @rule(
        which=ANY, ago=st.integers(-1, 90), seats=st.lists(ANY, min_size=2, max_size=3), turns=st.lists(ANY, max_size=6)
    )
    def split(self, which: int, ago: int, seats: list[int], turns: list[int]) -> None:
        district, on = self.all[which % len(self.all)], self.today - timedelta(days=ago)
        own = list(district.codes())
        parts = [NewDistrict(**said([*own, *CODES][one % (len(own) + len(CODES))], "Н")) for one in seats]
        left = [code for code in own if code not in {part.code for part in parts}]
        goes_to = {code: turn % len(parts) for code, turn in zip(left, turns, strict=False)}

        def act() -> list[District]:
            district.must_be_able_to_change(on, self.today, "x")
            return split(district, parts, goes_to, on, self.held([part.code for part in parts], [district], on))

        self.tried(act)

    @rule(
        which=st.lists(ANY, min_size=2, max_size=3, unique=True), ago=st.integers(-1, 90), seat=ANY, new=st.booleans()
    )
    def merge(self, which: list[int], ago: int, seat: int, new: bool) -> None:
        districts = list({id(one): one for one in (self.all[number % len(self.all)] for number in which)}.values())
        on, code = self.today - timedelta(days=ago), CODES[seat % len(CODES)]
        into = NewDistrict(**said(code, "О")) if new else districts[0]
        if len(districts) < 2:
            return

        def act() -> list[District]:
            for one in districts:
                one.must_be_able_to_change(on, self.today, "x")
            ending = [one for one in districts if one is not into]
            kept, _ = merge(districts, into, on, self.held([code], ending, on))
            return [kept] if new else []

        self.tried(act)

    @rule(which=ANY, code=st.sampled_from(CODES))
    def add_settlement(self, which: int, code: str) -> None:
        district = self.all[which % len(self.all)]
        if not self.held([code], [district], district.joined_on):
            self.tried(lambda: district.add_settlement(code, "С", "S") or [])

    @invariant()
    def on_any_day_a_code_lies_in_one_district(self) -> None:
        periods: dict[str, list[tuple[date, date]]] = {}
        for one in self.all:
            for code in one.codes():
                since = one.since(code) or one.joined_on
                periods.setdefault(code, []).append((since, one.ended_on or date.max))
        for code, those in periods.items():
            those.sort()
            # Whatever belonged to a district once belongs to one for ever: no day is without, none has two.
            assert all(until == since for (_, until), (since, _) in pairwise(those)), (code, those)
            assert those[-1][1] == date.max
            assert all(since < until for since, until in those)

    @invariant()
    def who_ended_is_led_on_from_and_who_did_not_has_no_successors(self) -> None:
        known = {str(one.id): one for one in self.all}
        for one in self.all:
            assert (one.ended_on is None) == (not one.successors)
            assert all(str(one.id) in known[successor].predecessors for successor in one.successors)
            names = [former["until"] for former in one.former_names]
            assert names == sorted(set(names))


TestTerritory = Territory.TestCase
TestTerritory.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (f"update district set code = '{STADNYTSIA}' where code = '{HUTORY}'", "ex_settlement_period_once"),
        (
            f"update district set settlements = settlements || jsonb_build_array(jsonb_build_object("
            f"'code', '{FIELD}', 'since', '2020-11-26')) where code = '{STADNYTSIA}'",
            "ex_settlement_period_once",
        ),
        (
            f"update district set settlements = jsonb_build_array(jsonb_build_object("
            f"'code', '{VILLAGE}', 'since', '2020-01-01')) where code = '{HUTORY}'",
            "before there is one",
        ),
        (f"update district set ended_on = '2021-01-01' where code = '{HUTORY}'", "ck_district_successors"),
        (
            f"update district set ended_on = joined_on, successors = '[1]' where code = '{HUTORY}'",
            "ck_district_days",
        ),
        (
            f"update district set ended_on = '2021-01-01', successors = '[1]' where code = '{HUTORY}'",
            "still belongs to a district",
        ),
    ],
)
async def test_the_database_refuses_what_cannot_be(
    database: Database, write: Callable[[str], Awaitable[None]], statement: str, why: str
) -> None:
    await two_districts(database)
    with pytest.raises(IntegrityError, match=why):
        await write(statement)


async def test_the_database_lets_nothing_into_a_district_that_ended_nor_change_it(
    database: Database, write: Callable[[str], Awaitable[None]]
) -> None:
    await two_districts(database)
    ended = f"(select id from district where code = '{STADNYTSIA}')"
    await write(f"update office set district_id = (select id from district where code = '{HUTORY}')")
    await write(f"update district set ended_on = '2021-01-01', successors = '[1]' where code = '{STADNYTSIA}'")
    for table in ("office", "cso", "initiative_group"):
        with pytest.raises(IntegrityError, match="was split or merged"):
            await write(f"update {table} set district_id = {ended}")
    with pytest.raises(IntegrityError, match="stays as it was"):
        await write(f"update district set ended_on = null, successors = '[]' where code = '{STADNYTSIA}'")
