"""Datasets of the commitment: its milestones, and what it promises beside what was reached."""

from liaison_contracts.registry import Milestone
from liaison_kit import clock
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.network import OfficeCopy, ProgrammeCopy
from liaison_reporting.model.open_data.dataset import Dataset, Row
from liaison_reporting.model.organisations import OrganisationCreated

COMMITMENT_SET_TEXTS = {
    "milestones": "Milestones",
    "milestones_about": "The milestones of the commitment and where each stands.",
    "milestones_words": "Open Government Partnership, commitment, milestone",
    "targets": "Targets and results",
    "targets_about": "What the commitment promises, beside what was reached.",
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
    today = clock.today()
    opened = sum(office.had_opened(today) for office in await session.scalars(select(OfficeCopy)))
    with_help = select(func.count()).where(
        OrganisationCreated.created_with_help, OrganisationCreated.registered_on <= today
    )
    results = {"offices_opened": opened, "csos_created": await session.scalar(with_help)}
    return [
        [programme.code, one["key"], one["title"], one["title_en"], one["goal"], results.get(one["key"])]
        for programme in await session.scalars(select(ProgrammeCopy))
        for one in programme.targets
    ]


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
    ("commitment", "target", "title", "title_en", "goal", "result"),
    ("commitment", "target"),
    _targets,
)
