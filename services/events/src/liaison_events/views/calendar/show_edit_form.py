"""Show the forms that change an event: its words and places, its time, its room."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_events.model import Event, ShownEvent, SignUp
from liaison_events.model.calendar.room_hours import RoomHours, left_hours
from liaison_events.model.calendar.room_time import SetUp
from liaison_events.model.calendar.whereabouts import as_typed
from liaison_events.model.choices import RoomChoice, open_offices, room_choices
from liaison_events.model.sign_ups.groups import groups_of
from liaison_events.model.sign_ups.sign_up import waiting_at

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class EditForm(BaseModel):
    """`starts_at` and the other moments as a clock in Kyiv shows them, for the fields of a form.

    `groups`: those with a limit, and their places.
    """

    event: ShownEvent
    starts_at: str
    ends_at: str
    sign_up_closes_at: str
    fills_gaps: bool
    set_up: SetUp
    left_hours: list[RoomHours] | None = Field(description="The room's own hours that day, if it is needed outside.")
    places_taken: int
    waiting: int
    changeable: bool
    rooms: list[RoomChoice]
    groups: dict[str, int]
    where: dict[str, str | None] = Field(description="What the form to move it is filled in with.")


@router.get("/events/{event_id}/edit")
async def show_edit_form(session: Session, worker: Worker, event_id: UUID, response: Response) -> EditForm:
    event = await get(session, Event, event_id)
    worker.must_run(event.office_id)
    tell_version(response, event.version)
    moments = (event.starts_at, event.ends_at, event.sign_up_closes_at)
    starts_at, ends_at, closes_at = (f"{one.astimezone(clock.KYIV):%Y-%m-%dT%H:%M}" if one else "" for one in moments)
    return EditForm(
        event=event.shown(),
        starts_at=starts_at,
        ends_at=ends_at,
        sign_up_closes_at=closes_at,
        fills_gaps=event.fills_gaps,
        left_hours=await left_hours(session, event),
        set_up=SetUp.model_validate(event, from_attributes=True),
        places_taken=event.places_taken,
        waiting=await session.scalar(select(func.count()).select_from(SignUp).where(waiting_at(event_id))) or 0,
        changeable=event.is_to_come(clock.now()),
        rooms=room_choices(await open_offices(session, worker)),
        groups={one.name: one.capacity for one in await groups_of(session, event_id)},
        where=as_typed(event),
    )
