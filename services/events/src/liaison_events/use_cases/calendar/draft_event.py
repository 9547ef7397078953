"""Draft an event: it is saved with whatever is known of it, for those who run the office, and nobody else sees it."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker

from liaison_events.model import Draft
from liaison_events.model.calendar.booking import office_of_draft
from liaison_events.model.calendar.draft import DraftPlan, SavedDraft

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/events/drafts", status_code=201)
async def draft_event(session: Session, worker: Worker, plan: DraftPlan, response: Response) -> SavedDraft:
    office_id = await office_of_draft(session, plan.room_id, plan.office_id, worker.offices)
    worker.must_run(office_id)
    draft = Draft(id=new_id(), version=1)
    draft.save(plan, office_id, clock.now())
    session.add(draft)
    response.headers["Location"] = f"/events/drafts/{draft.id}"
    return SavedDraft(id=draft.id, version=1)
