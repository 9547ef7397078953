"""Each definition, shown by a case in which another reading of it would give another number."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from liaison_contracts.events import EventScheduled, EventStarted
from liaison_contracts.fact import Fact, State
from liaison_contracts.registry import (
    CSOListed,
    MilestoneChanged,
    OfficeClosed,
    OfficeOpened,
    OfficeResumed,
    OfficeSuspended,
    ProgrammeAdopted,
    StaffTrained,
    TargetsChanged,
)
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_reporting.model.figures import forecast
from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.activity import everywhere
from liaison_reporting.model.scorecard.scorecard import Scorecard, make_scorecard
from liaison_reporting.service import SERVICE

from services.reporting.tests.story import Told, hear
from services.reporting.tests.town import Town

TODAY = datetime(2024, 7, 15, 9, tzinfo=UTC)
OPENED = date(2023, 5, 15)
END = date(2023, 12, 31)
BEFORE = {f"2023-0{month}/event_visits": visits for month, visits in zip((1, 2, 3, 4), (10, 20, 30, 20), strict=True)}


async def after(database: Database, *records: Fact | State, as_of: date | None = None) -> Scorecard:
    """The scorecard once these were told, each recorded on the day it happened."""

    def day(one: Fact | State) -> date:
        return one.occurred_on if isinstance(one, Fact) else date(2021, 10, 1)

    await hear(database, [Told(one, datetime.combine(day(one), time(18), UTC)) for one in records])
    with clock.set_to(TODAY):
        async with database.reading() as session:
            return await make_scorecard(session, Asked(as_of=as_of))


def held(facts: Any, office: UUID, *days: date) -> list[Any]:
    return [facts.event_held(office, on=day) for day in days]


async def test_the_first_year_has_the_opening_day_and_not_the_same_day_a_year_later(database: Database, facts) -> None:
    office = facts.office(opened_on=OPENED)
    edges = [date(2023, 5, 14), OPENED, date(2024, 5, 14), date(2024, 5, 15)]
    found = await after(database, facts.programme(), office, *held(facts, office.id, *edges))
    assert (found.offices[0].events_held.now, found.offices[0].events_in_all) == (2, 4)


async def test_an_event_belongs_to_its_day_in_kyiv_whatever_the_clock_of_its_moment(database: Database, facts) -> None:
    """Half past midnight on the opening day is the evening before by UTC; the night of 29 October has 25 hours."""
    office = facts.office(opened_on=date(2023, 10, 29))
    evening_before = datetime(2023, 10, 28, 21, 30, tzinfo=UTC)
    event = facts.event_held(office.id, on=date(2023, 10, 29), starts_at=evening_before, ends_at=evening_before)
    found = await after(database, facts.programme(), office, event, as_of=date(2023, 10, 29))
    assert found.offices[0].events_held.now == 1


async def test_only_events_that_were_held_and_reported_on_count() -> None:
    """Neither a plan nor a beginning is heard at all."""
    assert {EventScheduled, EventStarted}.isdisjoint(one.contract for one in SERVICE.reactions)


async def test_a_suspension_does_not_stop_the_clock(database: Database, facts) -> None:
    office = facts.office(opened_on=OPENED)
    stopped = OfficeSuspended(occurred_on=date(2023, 8, 1), state=office)
    again = OfficeResumed(occurred_on=date(2023, 10, 1), state=office.model_copy(update={"version": 3}))
    days = held(facts, office.id, date(2023, 9, 1), date(2024, 5, 14), date(2024, 6, 1))
    found = await after(database, facts.programme(), office, stopped, again, *days)
    assert found.offices[0].counts_before == date(2024, 5, 15)
    assert found.offices[0].events_held.now == 2  # one was held while it was suspended; none of the 61 days is added


async def test_the_count_goes_on_after_the_commitments_end_and_says_so(database: Database, facts) -> None:
    office = facts.office(opened_on=OPENED)
    events = held(facts, office.id, END, END + timedelta(days=1))
    organisations = [facts.cso_registered(on=day) for day in (END, END + timedelta(days=1))]
    more = [facts.office(slug=f"{day}", opened_on=day) for day in (END, END + timedelta(days=1))]
    found = await after(database, facts.programme(), office, *more, *events, *organisations)
    assert (found.offices[0].events_held.now, found.offices[0].after_end) == (2, 1)
    created, opened = found.result("csos_created"), found.result("offices_opened")
    assert (created.now, created.after_end, opened.now, opened.after_end, found.ended) == (2, 1, 3, 1, True)
    assert not (await after(database, facts.programme(), as_of=END)).ended


async def test_organisations_created_are_those_registered_with_help_by_their_registration(
    database: Database, facts
) -> None:
    told = [facts.cso_registered(), facts.cso_registered(with_help=False)]
    found = await after(database, facts.programme(), *told)
    assert (found.csos_created.now, found.csos_without_help) == (1, 1)
    assert CSOListed not in {one.contract for one in SERVICE.reactions}


async def test_offices_opened_and_districts_covered_are_two_numbers(database: Database, facts) -> None:
    district = facts.district()
    two = [facts.office(slug=slug, district_id=district.id) for slug in ("one", "two")]
    found = await after(database, facts.programme(), district, facts.district(), *two)
    assert (found.offices_opened.now, found.districts_covered.now, found.districts_covered.goal) == (2, 1, 2)


async def test_an_office_that_was_closed_has_been_opened_and_covers_nothing(database: Database, facts) -> None:
    on = date(2024, 3, 1)
    office = facts.office(status="closed", closed_on=on)
    closed = OfficeClosed(occurred_on=on, state=office)
    before = await after(database, facts.programme(), office, closed, as_of=on - timedelta(days=1))
    assert (before.offices_opened.now, before.districts_covered.now) == (1, 1)
    found = await after(database, facts.programme(), office, closed, as_of=on)
    assert (found.offices_opened.now, found.districts_covered.now) == (1, 0)


async def test_a_suspended_office_still_covers_its_district(database: Database, facts) -> None:
    office = facts.office(status="suspended")
    opened = OfficeOpened(occurred_on=OPENED, state=facts.office(id=office.id, version=1))
    stopped = OfficeSuspended(occurred_on=date(2023, 8, 1), state=office)
    found = await after(database, facts.programme(), office, opened, stopped, as_of=date(2023, 9, 1))
    assert (found.districts_covered.now, found.offices[0].serving, found.offices[0].suspended) == (1, True, True)


async def test_results_count_from_the_commitments_first_day_on(database: Database, facts) -> None:
    start = date(2021, 10, 1)
    earlier, office = facts.office(opened_on=start - timedelta(days=1)), facts.office(slug="two", opened_on=start)
    organisations = [facts.cso_registered(on=day) for day in (start - timedelta(days=1), start)]
    found = await after(database, facts.programme(), earlier, office, *organisations)
    assert (found.offices_opened.now, found.csos_created.now) == (1, 1)
    assert [(one.promised, one.events_held.goal) for one in found.offices] == [(False, None), (True, 15)]


async def test_staff_are_people_not_certificates(database: Database, facts) -> None:
    ids = {"account_id": new_id(), "programme_id": new_id()}
    told = [
        StaffTrained(occurred_on=date(2023, number, 1), certificate_id=new_id(), number=number, **ids)
        for number in (1, 2)
    ]
    assert (await after(database, facts.programme(), *told)).result("staff_trained").now == 1


async def test_a_trend_is_against_the_end_of_the_day_90_days_before(database: Database, facts) -> None:
    day = date(2023, 12, 1)
    told = [facts.cso_registered(on=day - timedelta(days=number)) for number in (91, 90, 89)]
    offices = [facts.office(slug=f"{n}", opened_on=day - timedelta(days=n)) for n in (91, 90, 89)]
    found = await after(database, facts.programme(), *told, *offices, as_of=day)
    for key in ("csos_created", "offices_opened"):
        result = found.result(key)
        assert (result.now, result.before, result.trend) == (3, 2, 1)


@pytest.mark.parametrize(
    "day, expected",
    [
        (date(2023, 6, 12), None),  # 29 days say nothing yet
        (date(2023, 6, 13), 36),  # 3 in 30 of 366 days are 36.6
        (date(2024, 5, 14), 3),
        (date(2024, 5, 15), None),  # over: what there is is no forecast
    ],
)
def test_a_forecast_is_the_pace_until_now_for_the_whole_time_rounded_down(day: date, expected: int | None) -> None:
    assert forecast(3, OPENED, date(2024, 5, 15), day) == expected


async def test_what_is_promised_for_each_office_is_reached_by_offices_not_by_events(database: Database, facts) -> None:
    one, two = facts.office(slug="one"), facts.office(slug="two")
    earlier = facts.office(slug="earlier", opened_on=date(2021, 9, 30))  # before there was a commitment
    days = [OPENED + timedelta(days=number) for number in range(20)]
    told = held(facts, one.id, *days) + held(facts, two.id, *days[:14])
    told += held(facts, earlier.id, *(date(2021, 9, 30) + timedelta(days=number) for number in range(20)))
    result = (await after(database, facts.programme(), one, two, earlier, *told)).result("events_per_office")
    assert (result.now, result.goal) == (1, 3)  # 34 events would be two times 15


async def test_consultations_add_up_what_each_offices_page_shows(database: Database, facts) -> None:
    one, two = facts.office(slug="one"), facts.office(slug="two")
    given = [facts.consultation_given(one.id, on=date(2023, 6, 1)) for _ in range(5)]
    given += [facts.consultation_given(one.id, on=date(2022, 6, 1)) for _ in range(4)]
    given += [facts.consultation_given(two.id, on=date(2023, 6, 1)) for _ in range(4)]
    target = {"key": "consultations", "title": "К", "title_en": "C", "goal": 100}
    told = [facts.programme(targets=[target]), one, two, *given]
    assert (await after(database, *told)).result("consultations").now == 5  # 13 would tell the hidden ones
    past = await after(database, *told, as_of=date(2024, 7, 14))
    assert past.result("consultations").now is None  # of two days the difference would tell who came between


async def test_activity_is_not_known_without_a_baseline(database: Database, facts) -> None:
    activity = (await after(database, facts.programme())).result("activity")
    assert (activity.now, activity.reached) == (None, None)


@pytest.mark.parametrize("july, expected", [(36, 0), (37, 1)])
async def test_activity_increases_by_more_than_the_spread_of_the_months_before(
    database: Database, facts, july: int, expected: int
) -> None:
    """Of 1,000 residents 20 ± 8.2 took part a month before; (24 + 24 + 36) / 3 = 28 is within that, 28.3 is not."""
    town = Town(facts)
    told = [facts.programme(), town.district, town.office, town.population(town.district, {2023: 1000})]
    told.append(town.baseline(town.district, BEFORE))
    days = ((date(2023, 5, 2), 24), (date(2023, 6, 1), 24), (date(2023, 7, 31), july))
    told += [town.event(town.office, day, people) for day, people in days]
    assert (await after(database, *told, as_of=date(2023, 7, 31))).result("activity").now == expected


@pytest.mark.parametrize(
    "districts, network",
    [([], None), ([True], True), ([True, False], False), ([True, None], None), ([False, None], False)],
)
def test_activity_increases_where_it_does_in_each_district_with_an_office(
    districts: list[bool | None], network: bool | None
) -> None:
    assert everywhere(districts) is network


async def test_of_a_milestone_what_was_told_last_holds_from_its_own_day_on(database: Database, facts) -> None:
    """It was in progress on 10 April; told later: it had been finished on 28 March, so that it was on 10 April, too."""
    days = (date(2022, 4, 10), "in_progress"), (date(2022, 3, 28), "finished")
    adopted = facts.programme(milestones=[facts.milestone(2, date(2022, 3, 31), "not_started")])
    told: list[Fact | State] = [adopted, ProgrammeAdopted(occurred_on=date(2021, 10, 1), state=adopted)]
    for version, (day, status) in enumerate(days, start=2):
        milestones = [facts.milestone(2, date(2022, 3, 31), status)]
        state = facts.programme(id=adopted.id, version=version, milestones=milestones)
        told.append(MilestoneChanged(occurred_on=day, state=state, number=2, status=status))
    for as_of, status in ((27, "not_started"), (28, "finished")):
        assert [one.status for one in (await after(database, *told, as_of=date(2022, 3, as_of))).milestones] == [status]
    april = await after(database, *told, as_of=date(2022, 4, 10))
    assert [(one.status, one.overdue_days) for one in april.milestones] == [("finished", 0)]


async def test_what_was_promised_on_a_day_is_what_had_been_told_by_then(database: Database, facts) -> None:
    first = facts.programme(targets=[{"key": "csos_created", "title": "О", "title_en": "O", "goal": 3}])
    more = [{"key": "csos_created", "title": "О", "title_en": "O", "goal": 5}]
    second = facts.programme(id=first.id, version=2, targets=more)
    told = [ProgrammeAdopted(occurred_on=date(2021, 10, 1), state=first), second]
    told.append(TargetsChanged(occurred_on=date(2023, 1, 15), state=second))
    for day, goal in ((14, 3), (15, 5)):
        found = await after(database, *told, as_of=date(2023, 1, day))
        assert found.result("csos_created").goal == goal


async def test_a_plan_that_was_adopted_anew_replaces_the_one_before_from_its_day_on(database: Database, facts) -> None:
    first = facts.programme(milestones=[facts.milestone(number, END, "not_started") for number in (1, 2)])
    second = facts.programme(id=first.id, version=2, milestones=[facts.milestone(1, END, "not_started")])
    days = (date(2021, 10, 1), first), (date(2022, 6, 1), second)
    told = [ProgrammeAdopted(occurred_on=day, state=state) for day, state in days]
    for as_of, numbers in ((date(2022, 5, 31), [1, 2]), (date(2022, 6, 1), [1])):
        assert [one.number for one in (await after(database, second, *told, as_of=as_of)).milestones] == numbers
