"""Cancel an event: nobody can sign up any more, its room is free, and the places that were taken are given back."""

from uuid import UUID

from liaison_contracts.events import EventCancelled, EventState, SignUpCancelled
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_events.model import Event, SignUp
from liaison_events.model.sign_up import active_at
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Cancellation(BaseModel):
    """`reason` is public: it stands on the event's page and in the fact."""

    reason: Text = Field(max_length=500)


@router.post("/events/{event_id}/cancellation")
async def cancel_event(session: Session, worker: Worker, event_id: UUID, cancellation: Cancellation) -> EventState:
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    event.cancel(cancellation.reason)
    outbox.publish(session, EventCancelled(occurred_on=clock.today(), state=event.state(), reason=cancellation.reason))
    active = select(SignUp).where(active_at(event_id)).order_by(SignUp.id).with_for_update()
    for sign_up in await session.scalars(active):
        sign_up.release()
        outbox.publish(
            session,
            SignUpCancelled(
                occurred_on=clock.today(), sign_up_id=sign_up.id, version=sign_up.version, event_id=event_id
            ),
        )
    return event.state()
