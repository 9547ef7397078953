"""The scorecard, told to the world."""

import json
from typing import Any

from liaison_contracts.envelope import Envelope
from liaison_contracts.scorecard import ScorecardChanged
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings
from liaison_reporting.jobs.tell_scorecard import ONE_AT_A_TIME, tell_scorecard
from liaison_reporting.reactions.commitment.on_scorecard_changed import on_scorecard_changed
from liaison_reporting.reactions.on_cso_registered import on_cso_registered
from sqlalchemy import text

from services.reporting.tests import town
from services.reporting.tests.story import Story, hear


async def told(database: Database) -> list[ScorecardChanged]:
    async with database.reading() as session:
        rows = await session.scalars(text("select payload from outbox order by id"))
        data: list[dict[str, Any]] = [Envelope.model_validate(json.loads(row)).data for row in rows]
    return [ScorecardChanged.model_validate(one) for one in data]


async def test_it_is_told_when_a_number_is_another_than_the_one_told_last(
    database: Database, settings: Settings, facts
) -> None:
    story, context = Story(facts), JobContext(database, settings)
    await tell_scorecard(context)
    assert await told(database) == []  # no commitment is known yet
    await hear(database, story.told)
    await tell_scorecard(context)
    [first] = await told(database)
    results = {one.key: (one.now, one.goal) for one in first.results}
    assert (results["offices_opened"], results["csos_created"]) == ((3, 3), (4, 3))
    assert [one.events for one in first.offices] == [16, 16, 17]
    assert (first.milestones_finished, first.milestones, first.proposed) == (8, 8, "complete")
    async with database.transaction() as session:
        await on_scorecard_changed(session, first)
    await tell_scorecard(context)
    assert len(await told(database)) == 1
    async with database.transaction() as session:
        await on_cso_registered(session, facts.cso_registered())
    await tell_scorecard(context)
    second = (await told(database))[-1]
    assert second.version > first.version
    assert {one.key: one.now for one in second.results}["csos_created"] == 5


async def test_until_what_was_told_has_come_back_it_is_told_again_under_another_number(
    database: Database, settings: Settings, facts
) -> None:
    await hear(database, Story(facts).told)
    for _ in range(2):
        await tell_scorecard(JobContext(database, settings))
    first, second = await told(database)
    assert first.version < second.version


async def test_how_many_were_helped_is_never_told_not_even_where_it_is_promised(
    database: Database, settings: Settings, facts
) -> None:
    promised = [{"key": "consultations", "title": "x", "title_en": "x", "goal": 100}]
    office = facts.office()
    given = [facts.consultation_given(office.id) for _ in range(6)]
    await town.hear(database, [facts.programme(targets=promised), office, *given])
    await tell_scorecard(JobContext(database, settings))
    [first] = await told(database)
    assert "consultations" not in {one.key for one in first.results}
    async with database.transaction() as session:
        await on_scorecard_changed(session, first)
    await town.hear(database, [facts.consultation_given(office.id)])
    await tell_scorecard(JobContext(database, settings))
    assert await told(database) == [first]


async def test_while_another_process_tells_it_nobody_else_does(database: Database, settings: Settings, facts) -> None:
    await hear(database, Story(facts).told)
    async with database.transaction() as session:
        assert await session.scalar(ONE_AT_A_TIME)
        await tell_scorecard(JobContext(database, settings))
    assert await told(database) == []
