"""What happened at an event counts where and when it was held, however often that is corrected."""

import itertools
from datetime import date

import pytest
from liaison_contracts.events import EventReportCorrected
from liaison_kit.database import Database
from liaison_reporting.model.contributions import MonthFigure
from sqlalchemy import select, text

from services.reporting.tests.town import Town, day_figures, hear, told_at_events

PEOPLE = {"came", "places_kept", "answers/event", "people/female/18_34"}


async def people(database: Database) -> dict[object, int]:
    async with database.reading() as session:
        return {key: number for key, number in (await day_figures(session)).items() if key[2] in PEOPLE}


async def by_months(database: Database) -> dict[object, int]:
    async with database.reading() as session:
        rows = await session.scalars(select(MonthFigure).where(MonthFigure.name.in_(PEOPLE)))
        return {(one.place_id, one.month, one.name): one.number for one in rows}


async def test_of_an_event_that_was_not_held_yet_it_counts_nowhere(database: Database, town: Town) -> None:
    event = town.event(town.office, date(2023, 6, 1), 9)
    await hear(database, town.signed_up(event, 4, 3))
    assert await people(database) == {}
    await hear(database, [event])
    expected = {(town.office.id, date(2023, 6, 1), "came"): 3, (town.office.id, date(2023, 6, 1), "places_kept"): 4}
    assert await people(database) == expected


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
async def test_it_follows_the_corrected_report_whatever_is_read_first(
    database: Database, town: Town, order: tuple[int, ...]
) -> None:
    event = town.event(town.office, date(2023, 6, 1), 9)
    moved = event.state.model_copy(update={"version": event.state.version + 1, "office_id": town.third.id})
    corrected = EventReportCorrected(**event.model_dump() | {"state": moved, "occurred_on": date(2023, 12, 31)})
    told = [
        [event],
        [corrected],
        town.signed_up(event, 4, 3),
        [*town.answers(event, 5), town.counted(event, "female", "18_34", 2)],
    ]
    for place in order:
        await hear(database, told[place])
    numbers = {"came": 3, "places_kept": 4, "answers/event": 5, "people/female/18_34": 2}
    day = date(2023, 12, 31)
    assert await people(database) == {(town.third.id, day, name): number for name, number in numbers.items()}
    first = date(2023, 12, 1)
    assert await by_months(database) == {(town.third.id, first, name): number for name, number in numbers.items()}


async def test_what_counts_nowhere_and_was_taken_back_leaves_no_row(database: Database, town: Town) -> None:
    event = town.event(town.office, date(2023, 6, 1), 9)
    confirmed, cancelled = town.signed_up(event, 4, None, cancelled=True)
    for one in (confirmed, cancelled):
        await hear(database, [one])
    async with database.reading() as session:
        assert await told_at_events(session) == {}
        assert (await session.execute(text("select count(*) from event_tally"))).scalar() == 0
