"""Change a milestone: the commitment's progress is told in the words of the Open Government Partnership."""

from liaison_contracts.identity import Role
from liaison_contracts.registry import MilestoneChanged, MilestoneStatus, ProgrammeState
from liaison_kit import clock, outbox, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Programme

router = web.router(for_the_network(Role.COORDINATOR))


class MilestoneChange(BaseModel):
    """The new status."""

    status: MilestoneStatus


@router.post("/programme/milestones/{number}")
async def change_milestone(session: Session, number: int, change: MilestoneChange) -> ProgrammeState:
    programme = await session.scalar(select(Programme).with_for_update())
    if programme is None:
        raise NotFound
    if programme.set_milestone(number, change.status):
        outbox.publish(
            session,
            MilestoneChanged(occurred_on=clock.today(), state=programme.state(), number=number, status=change.status),
        )
    return programme.state()
