"""Remove a milestone's file: it is deleted, not hidden."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import MilestoneChanged, ProgrammeState
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model.programme.evidence import file_of, take_over_files
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/programme/milestones/{number}/evidence/{file_id}/removal")
async def remove_evidence_file(session: Session, number: int, file_id: UUID, response: Response) -> ProgrammeState:
    programme = await programme_for_update(session)
    await session.delete(await file_of(session, programme, number, file_id))
    await take_over_files(session, programme, number)
    status = programme.milestone(number)["status"]
    changed = MilestoneChanged(occurred_on=clock.today(), state=programme.state(), number=number, status=status)
    outbox.publish(session, changed)
    response.headers["Location"] = f"/programme/milestones/{number}/evidence"
    return programme.state()
