"""Change a milestone: the commitment's progress is told in the words of OGP, with evidence."""

from typing import Annotated

from liaison_contracts.identity import Role
from liaison_contracts.registry import Evidence, MilestoneChanged, MilestoneStatus, ProgrammeState
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session
from pydantic import BaseModel, BeforeValidator, Field

from liaison_registry.model import OneLine
from liaison_registry.model.programme.programme import MOST_EVIDENCE, evidence_of, programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))


def _read(given: object) -> object:
    return evidence_of(given) if isinstance(given, str) else given


class MilestoneChange(BaseModel):
    """All that is said of it from now on. `evidence`: links, or a text with one on each line, the title behind it."""

    status: MilestoneStatus
    note: OneLine | None = Field(None, max_length=500)
    evidence: Annotated[list[Evidence], BeforeValidator(_read), Field(max_length=MOST_EVIDENCE)] = []


@router.post("/programme/milestones/{number}")
async def change_milestone(session: Session, number: int, change: MilestoneChange, expected: IfMatch) -> ProgrammeState:
    programme = await programme_for_update(session)
    expected.must_be(programme)
    if programme.set_milestone(number, change.status, change.note or None, change.evidence):
        outbox.publish(
            session,
            MilestoneChanged(occurred_on=clock.today(), state=programme.state(), number=number, status=change.status),
        )
    return programme.state()
