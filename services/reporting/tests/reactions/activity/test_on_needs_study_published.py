"""Answers to a study of needs."""

from datetime import date

from liaison_reporting.reactions.activity.on_needs_study_published import on_needs_study_published
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, day_figures


async def test_as_many_answered_as_its_most_answered_question_has(session: AsyncSession, town: Town) -> None:
    for fact in (town.study(40, version=2), town.study(60)):
        await on_needs_study_published(session, fact)
    assert await day_figures(session) == {(town.district.id, date(2023, 7, 31), "answers/needs"): 40}


async def test_what_the_study_hides_is_not_known(session: AsyncSession, town: Town) -> None:
    fact = town.study(40)
    hidden = [one.model_copy(update={"people": None}) for result in fact.state.results for one in result.bases]
    results = [
        result.model_copy(update={"bases": [base]}) for result, base in zip(fact.state.results, hidden, strict=True)
    ]
    await on_needs_study_published(
        session, fact.model_copy(update={"state": fact.state.model_copy(update={"results": results})})
    )
    assert await day_figures(session) == {}
