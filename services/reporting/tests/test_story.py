"""The commitment's own story gives exactly the expected scorecard of any day, in whatever order it is told.

Every answer below was computed by hand from story.py, none by the program.
"""

import random
from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest
import pytest_asyncio
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.scorecard import Scorecard, make_scorecard

from services.reporting.tests.story import Story, hear

TODAY = datetime(2024, 7, 15, 9, tzinfo=UTC)
ORDERS = 5


class Number(NamedTuple):
    """Of a result: as on the day, 90 days before, after the commitment's end, by its end as forecast; and the goal."""

    now: int | None
    before: int | None
    after_end: int | None
    forecast: int | None
    goal: int | None


class Office(NamedTuple):
    """Events of the first year as on the day, 90 days before, as forecast, after the end; all, and their visits."""

    now: int
    before: int
    forecast: int | None
    after_end: int
    in_all: int
    visits: int


NOT_KNOWN = Number(None, None, None, None, None)
NOTHING = Number(0, 0, 0, None, None)
RESULTS = {
    # By day: offices opened, places chosen, concept, staff trained, organisations, offices with their 15 events.
    date(2021, 9, 30): [
        NOTHING._replace(goal=3),
        NOTHING,
        NOTHING,
        NOTHING._replace(goal=4),  # nothing had been adopted: what is promised today stands in
        NOTHING._replace(goal=3),
        NOTHING._replace(goal=3),
    ],
    date(2022, 6, 30): [
        NOTHING._replace(goal=3),
        Number(3, 0, 0, None, None),
        Number(1, 0, 0, None, None),
        Number(0, 0, 0, 0, None),
        Number(0, 0, 0, 0, 3),
        NOTHING._replace(goal=3),
    ],
    date(2023, 3, 31): [
        NOTHING._replace(goal=3),
        Number(3, 3, 0, None, None),
        Number(1, 1, 0, None, None),
        Number(3, 0, 0, 4, 4),  # 3 in 547 of 822 days
        Number(0, 0, 0, 0, 3),
        NOTHING._replace(goal=3),
    ],
    date(2023, 5, 15): [
        Number(1, 0, 0, None, 3),
        Number(3, 3, 0, None, None),
        Number(1, 1, 0, None, None),
        Number(3, 2, 0, 4, 4),  # 592 days
        Number(0, 0, 0, 0, 3),
        NOTHING._replace(goal=3),
    ],
    date(2023, 8, 1): [
        Number(3, 0, 0, None, 3),
        Number(3, 3, 0, None, None),
        Number(1, 1, 0, None, None),
        Number(3, 3, 0, 3, 4),  # 670 days
        Number(1, 0, 0, 1, 3),
        Number(0, 0, 0, 3, 3),
    ],
    date(2023, 12, 31): [
        Number(3, 3, 0, None, 3),
        Number(3, 3, 0, None, None),
        Number(1, 1, 0, None, None),
        Number(3, 3, 0, 3, 4),
        Number(3, 1, 0, 3, 3),
        Number(1, 0, 0, 3, 3),
    ],
    date(2024, 1, 1): [
        Number(3, 3, 0, None, 3),
        Number(3, 3, 0, None, None),
        Number(1, 1, 0, None, None),
        Number(3, 3, 0, None, 4),
        Number(3, 1, 0, None, 3),
        Number(2, 0, 1, 3, 3),
    ],
    date(2024, 3, 15): [
        Number(3, 3, 0, None, 3),
        Number(3, 3, 0, None, None),
        Number(1, 1, 0, None, None),
        Number(4, 3, 1, None, 4),
        Number(4, 2, 1, None, 3),
        Number(3, 0, 2, 3, 3),
    ],
    date(2024, 6, 30): [
        Number(3, 3, 0, None, 3),
        Number(3, 3, 0, None, None),
        Number(1, 1, 0, None, None),
        Number(4, 4, 1, None, 4),
        Number(4, 4, 1, None, 3),
        Number(3, 3, 2, None, 3),
    ],
}
OFFICES = {
    # By day: Khutory, Stadnytsia, Desna.
    date(2023, 5, 14): [],
    date(2023, 5, 15): [Office(1, 0, None, 0, 2, 20)],  # the one on the eve of the opening does not count
    date(2023, 5, 29): [Office(1, 0, None, 0, 2, 20), Office(1, 0, None, 0, 1, 10), Office(1, 0, None, 0, 1, 10)],
    date(2023, 8, 1): [Office(5, 0, 23, 0, 6, 60), Office(4, 0, 20, 0, 4, 55), Office(5, 0, 28, 0, 5, 50)],
    date(2023, 12, 31): [Office(14, 8, 22, 0, 15, 150), Office(14, 6, 22, 0, 14, 155), Office(15, 10, 25, 0, 15, 150)],
    date(2024, 1, 1): [Office(14, 8, 22, 0, 15, 150), Office(15, 6, 24, 1, 15, 165), Office(15, 10, 25, 0, 15, 150)],
    date(2024, 3, 15): [Office(15, 13, 17, 1, 16, 160), Office(15, 13, 18, 1, 15, 165), Office(16, 14, 20, 1, 16, 160)],
    date(2024, 6, 30): [
        Office(16, 15, None, 2, 18, 180),
        Office(16, 16, None, 2, 16, 175),
        Office(17, 16, None, 2, 18, 180),
    ],
}
COVERED = {
    # Districts with an office at work, all districts, organisations registered without help.
    date(2021, 9, 30): (0, 8, 0),
    date(2023, 5, 21): (1, 8, 0),
    date(2023, 8, 7): (3, 8, 0),  # one office is suspended, not closed
    date(2023, 8, 8): (3, 8, 1),
    date(2023, 10, 31): (3, 8, 1),
    date(2023, 11, 1): (3, 9, 1),  # one district was split into two
    date(2024, 2, 29): (3, 9, 1),
    date(2024, 3, 1): (2, 9, 1),  # closed
    date(2024, 4, 14): (2, 9, 1),
    date(2024, 4, 15): (3, 9, 1),  # and opened again
}
MILESTONES = {
    # Not started, in progress, stuck, finished; ? is not known. Days overdue by number.
    date(2021, 9, 30): ("????????", {}),
    date(2021, 10, 1): ("nnnnnnnn", {}),
    date(2021, 12, 31): ("fninnnnn", {}),
    date(2022, 3, 31): ("fsinnnnn", {}),
    date(2022, 4, 1): ("fiinnnnn", {2: 1}),
    date(2022, 5, 19): ("fiiiinnn", {2: 49}),
    date(2022, 6, 30): ("ffifinnn", {}),
    date(2023, 3, 31): ("ffififnn", {}),
    date(2023, 5, 9): ("ffififnn", {5: 39}),
    date(2023, 5, 29): ("ffiffffn", {}),
    date(2023, 12, 31): ("fffffffi", {}),
    date(2024, 1, 1): ("fffffffi", {8: 1}),
    date(2024, 1, 20): ("ffffffff", {}),
}


@pytest_asyncio.fixture(params=range(ORDERS))
async def heard(request: pytest.FixtureRequest, facts, database: Database) -> Database:
    """All of it has been told: in its order, or in any other."""
    told = list(Story(facts).told)
    if request.param:
        random.Random(request.param).shuffle(told)
    await hear(database, told)
    return database


async def scorecard(database: Database, day: date, known: date | None = None) -> Scorecard:
    with clock.set_to(TODAY):
        async with database.reading() as session:
            return await make_scorecard(session, Asked(as_of=day, known=known))


def results(found: Scorecard) -> dict[str, Number]:
    numbers = found.results
    return {one.key: Number(one.now, one.before, one.after_end, one.forecast, one.goal) for one in numbers}


def offices(found: Scorecard) -> list[Office]:
    return [
        Office(one.events_held.now, one.before, one.forecast, one.after_end, one.events_in_all, one.attendance)
        for one in found.offices
    ]


def milestones(found: Scorecard) -> tuple[str, dict[int, int]]:
    letters = "".join(one.status[0] if one.status else "?" for one in found.milestones)
    return letters, {one.number: one.overdue_days for one in found.milestones if one.overdue_days}


async def test_any_day_has_the_expected_scorecard(heard: Database) -> None:
    for day, expected in RESULTS.items():
        found = results(await scorecard(heard, day))
        activity = found.pop("activity")
        assert activity == NOT_KNOWN
        assert list(found.values()) == expected, day
    for day, lines in OFFICES.items():
        assert offices(await scorecard(heard, day)) == lines, day
    for day, (covered, there, without_help) in COVERED.items():
        one = await scorecard(heard, day)
        assert (one.districts_covered.now, one.districts_covered.goal, one.csos_without_help) == (
            covered,
            there,
            without_help,
        ), day
    for day, steps in MILESTONES.items():
        assert milestones(await scorecard(heard, day)) == steps, day


async def test_a_day_as_it_was_known_then_lacks_what_came_late_and_has_what_was_corrected(heard: Database) -> None:
    def events(found: Scorecard) -> dict[str, int]:
        return {one.slug: one.events_held.now for one in found.offices}

    late_report = await scorecard(heard, date(2023, 7, 31), known=date(2023, 7, 31))
    assert events(late_report) == {"khutory": 5, "stadnytsia": 3, "desna": 5}
    corrected = await scorecard(heard, date(2023, 7, 31), known=date(2023, 7, 19))
    assert [one.attendance for one in corrected.offices if one.slug == "stadnytsia"] == [30]
    assert [one.attendance for one in late_report.offices if one.slug == "stadnytsia"] == [45]
    assert late_report.result("csos_created").now == 2  # nobody knew yet that two entries were one organisation
    assert late_report.result("csos_created").known_now == 1
    late_opening = await scorecard(heard, date(2023, 5, 31), known=date(2023, 5, 31))
    assert events(late_opening) == {"khutory": 1, "stadnytsia": 1}
    late_organisation = await scorecard(heard, date(2023, 10, 31), known=date(2023, 10, 31))
    assert (late_organisation.result("csos_created").now, late_organisation.result("csos_created").known_now) == (1, 2)
    wrong_day = await scorecard(heard, date(2024, 5, 14), known=date(2024, 5, 18))
    assert events(wrong_day) == {"khutory": 15, "stadnytsia": 16, "desna": 16}
    assert events(await scorecard(heard, date(2024, 5, 14))) == {"khutory": 16, "stadnytsia": 16, "desna": 16}
    late_step = await scorecard(heard, date(2023, 4, 1), known=date(2023, 4, 13))
    assert milestones(late_step) == ("ffifiinn", {5: 1, 6: 1})
    assert milestones(await scorecard(heard, date(2023, 4, 1))) == ("ffififnn", {5: 1})


async def test_a_day_of_recording_ends_at_midnight_in_kyiv(heard: Database) -> None:
    found = await scorecard(heard, date(2023, 12, 31), known=date(2023, 12, 31))
    assert {one.slug: one.events_held.now for one in found.offices} == {"khutory": 14, "stadnytsia": 13, "desna": 15}


async def test_what_is_known_today_of_a_day_is_what_the_day_shows(heard: Database) -> None:
    for day in RESULTS:
        plain, known = await scorecard(heard, day), await scorecard(heard, day, known=date(2024, 7, 15))
        about = {"known", "current_to", "query"}
        assert plain.model_dump(exclude=about) == known.model_dump(exclude=about)
