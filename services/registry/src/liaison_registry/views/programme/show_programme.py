"""Show the programme: what the community promised, by when, and what is late."""

from datetime import date

from liaison_contracts.registry import Milestone, ProgrammeState
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import Programme, days_overdue
from liaison_registry.model.programme.targets import Target

router = web.router(ANYBODY)


class MilestoneToday(BaseModel):
    """A milestone, and how late it is."""

    milestone: Milestone
    days_overdue: int = Field(description="0 while it is in time, and once it is over.")


class WithdrawnTarget(BaseModel):
    """What was promised, and why it is no more."""

    title: str
    title_en: str
    goal: int
    withdrawn_on: date
    withdrawal_reason: str


class ProgrammePage(BaseModel):
    """The programme; null before the network is imported."""

    programme: ProgrammeState | None
    milestones: list[MilestoneToday]
    withdrawn: list[WithdrawnTarget] = Field([], description="What is promised no more.")


@router.get("/programme")
async def show_programme(session: Session) -> ProgrammePage:
    programme = await session.scalar(select(Programme))
    if programme is None:
        return ProgrammePage(programme=None, milestones=[])
    state, today = programme.state(), clock.today()
    milestones = [MilestoneToday(milestone=m, days_overdue=days_overdue(m, today)) for m in state.milestones]
    withdrawn = select(Target).where(Target.withdrawn_on.is_not(None)).order_by(Target.place)
    return ProgrammePage(
        programme=state,
        milestones=sorted(milestones, key=lambda one: one.milestone.number),
        withdrawn=[
            WithdrawnTarget.model_validate(one, from_attributes=True) for one in await session.scalars(withdrawn)
        ],
    )
