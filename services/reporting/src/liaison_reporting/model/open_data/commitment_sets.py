"""Datasets of the commitment: its milestones, and what it promises beside what was reached."""

from liaison_contracts.registry import Milestone
from liaison_pages.language import Language
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.network import ProgrammeCopy
from liaison_reporting.model.open_data.dataset import Dataset, Row
from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.scorecard import make_scorecard
from liaison_reporting.model.scorecard.telling import NOT_TOLD

UKRAINIAN = Language("uk")

COMMITMENT_SET_TEXTS = {
    "milestones": "Milestones",
    "milestones_about": "The milestones of the commitment and where each stands.",
    "milestones_words": "Open Government Partnership, commitment, milestone",
    "targets": "Targets and results",
    "targets_about": "What the commitment promises, beside what was reached; consultations are in a set of their own.",
    "targets_words": "Open Government Partnership, commitment, target, result",
}
T = COMMITMENT_SET_TEXTS


async def _milestones(session: AsyncSession) -> list[Row]:
    return [
        [programme.code, one.number, one.title, one.title_en, one.starts_on, one.ends_on, one.status.value]
        for programme in await session.scalars(select(ProgrammeCopy))
        for one in map(Milestone.model_validate, programme.milestones)
    ]


async def _targets(session: AsyncSession) -> list[Row]:
    """What the scorecard shows today of each commitment, with the scorecard's own definitions.

    Of people helped nothing: of two nights, one could be subtracted from the other.
    """
    rows: list[Row] = []
    for code in await session.scalars(select(ProgrammeCopy.code)):
        for one in (await make_scorecard(session, Asked(programme=code))).results:
            title = (one.title or UKRAINIAN.text(one.label or one.key), one.title_en or one.label or one.key)
            definition = (UKRAINIAN.text(one.definition), one.definition) if one.definition else (None, None)
            now = None if one.key in NOT_TOLD else one.now
            rows.append([code, one.key, *title, one.goal, one.by if one.goal else None, now, *definition])
    return rows


MILESTONES = Dataset(
    "milestones",
    T["milestones"],
    T["milestones_about"],
    T["milestones_words"],
    ("commitment", "milestone", "title", "title_en", "starts_on", "ends_on", "milestone_status"),
    ("commitment", "milestone"),
    _milestones,
)
TARGETS = Dataset(
    "targets",
    T["targets"],
    T["targets_about"],
    T["targets_words"],
    ("commitment", "target", "title", "title_en", "goal", "due_on", "result", "definition", "definition_en"),
    ("commitment", "target"),
    _targets,
)
