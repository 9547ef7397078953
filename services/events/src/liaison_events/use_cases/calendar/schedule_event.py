"""Schedule an event: it is on the public calendar, its room is booked, and residents can sign up."""

from fastapi import Response
from liaison_contracts.events import EventState
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker

from liaison_events.model.calendar.planning import Plan, schedule

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/events", status_code=201)
async def schedule_event(session: Session, worker: Worker, plan: Plan, response: Response) -> EventState:
    # What is booked and what is told stand side by side in the model: a draft that is published does the same.
    event = await schedule(session, plan, new_id(), worker.must_run)
    response.headers["Location"] = f"/events/{event.id}"
    return event.state()
