"""Copy an event into a new draft: what it says, but not when, and nobody is signed up; the event stays as it is."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get, new_id
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker

from liaison_events.model import Draft, Event
from liaison_events.model.calendar.draft import SavedDraft
from liaison_events.model.sign_ups.groups import groups_of

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/events/{event_id}/copies", status_code=201)
async def copy_event(session: Session, worker: Worker, event_id: UUID, response: Response) -> SavedDraft:
    event = await get(session, Event, event_id)
    worker.must_run(event.office_id)
    draft = Draft(id=new_id(), version=1)
    draft.copy(event, await groups_of(session, event_id), clock.now())
    session.add(draft)
    response.headers["Location"] = f"/events/drafts/{draft.id}"
    return SavedDraft(id=draft.id, version=1)
