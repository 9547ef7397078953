"""Show the participants: a worker checks people in at the door, and gives the report afterwards."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventStatus
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_events.model import Event, ShownEvent, SignUp
from liaison_events.model.event import CHECK_IN_OPENS
from liaison_events.model.sign_up import with_a_place_at

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)


class Participant(BaseModel):
    """An active sign-up; name and contacts are None once they were forgotten."""

    id: UUID
    name: str | None
    phone: str | None
    email: str | None
    party_size: int
    present: int
    groups: dict[str, int]
    taken_by: UUID | None = Field(description="The account of the worker who signed them up, if one did.")


class Participants(BaseModel):
    """By name. `expected` and `present` count people, not sign-ups."""

    event: ShownEvent
    participants: list[Participant]
    expected: int
    present: int
    check_in_open: bool
    report_open: bool
    takes_sign_ups: bool


@router.get("/events/{event_id}/participants")
async def show_participants(session: Session, worker: Worker, event_id: UUID, response: Response) -> Participants:
    event = await get(session, Event, event_id)
    worker.must_run(event.office_id)
    rows = await session.scalars(select(SignUp).where(with_a_place_at(event_id)).order_by(SignUp.name, SignUp.id))
    participants = [Participant.model_validate(row, from_attributes=True) for row in rows]
    scheduled = event.status == EventStatus.SCHEDULED
    response.headers["Cache-Control"] = "no-store"
    return Participants(
        event=event.shown(),
        participants=participants,
        expected=sum(participant.party_size for participant in participants),
        present=sum(participant.present for participant in participants),
        check_in_open=scheduled and clock.now() >= event.starts_at - CHECK_IN_OPENS,
        report_open=scheduled and clock.now() >= event.starts_at,
        takes_sign_ups=event.takes_sign_ups(clock.now()),
    )
