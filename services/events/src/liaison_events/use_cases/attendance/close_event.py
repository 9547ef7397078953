"""Close an event: its report says how many people came and what came of it, and from then on it counts."""

from uuid import UUID

from liaison_contracts.events import EventHeld, EventState
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Event
from liaison_events.model.sign_up import people_present
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Report(BaseModel):
    """`attendance` is everybody who was checked in, if left out. `outcome` is public: no participant's name in it."""

    attendance: int | None = Field(None, ge=0, le=100_000, description="People who came.")
    outcome: Text = Field(max_length=2000)


@router.post("/events/{event_id}/report")
async def close_event(session: Session, worker: Worker, event_id: UUID, report: Report) -> EventState:
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    present = await session.scalar(people_present(event_id)) or 0
    event.hold(report.attendance, present, report.outcome, clock.now())
    state = event.state()
    fact = EventHeld(
        occurred_on=event.day,
        state=state,
        attendance=state.attendance or 0,
        tools=state.tools,
        outcome=report.outcome,
    )
    outbox.publish(session, fact)
    return state
