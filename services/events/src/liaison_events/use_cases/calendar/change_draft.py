"""Change a draft: what is known of an event by now."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_events.model import Draft
from liaison_events.model.calendar.booking import office_of_draft
from liaison_events.model.calendar.draft import DraftPlan

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/events/drafts/{draft_id}", status_code=204)
async def change_draft(
    session: Session, worker: Worker, draft_id: UUID, plan: DraftPlan, expected: IfMatch, response: Response
) -> None:
    draft = await get_for_update(session, Draft, draft_id)
    worker.must_run(draft.office_id)
    expected.must_be(draft)
    office_id = await office_of_draft(session, plan.room_id, plan.office_id, [draft.office_id])
    worker.must_run(office_id)
    draft.save(plan, office_id, clock.now())
    draft.changed()
    response.headers["Location"] = f"/events/drafts/{draft.id}"
    tell_version(response, draft.version)
