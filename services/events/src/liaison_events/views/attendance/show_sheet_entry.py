"""Show the form to type the sign-in sheet in: ticks for those who have a place, and line by line who came as well."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from liaison_contracts.events import EventStatus
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import Event, Headcount, ShownEvent, SignUp
from liaison_events.model.calendar.event import CHECK_IN_OPENS
from liaison_events.model.sign_ups.sign_up import with_a_place_at

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)


class Absent(BaseModel):
    """A sign-up that nobody has come of yet."""

    id: UUID
    name: str | None
    party_size: int


class Line(BaseModel):
    """A line that was typed in."""

    line: int
    sex: str
    age_group: str
    people: int


class SheetEntry(BaseModel):
    """`line`: the one to type next."""

    event: ShownEvent
    absent: list[Absent]
    lines: list[Line]
    line: int
    open: bool
    needs_reason: bool


@router.get("/events/{event_id}/sheet/entry")
async def show_sheet_entry(
    session: Session,
    worker: Worker,
    event_id: UUID,
    response: Response,
    line: Annotated[int | None, Query(ge=1, le=1000)] = None,
) -> SheetEntry:
    event = await get(session, Event, event_id)
    worker.must_run(event.office_id)
    absent = select(SignUp).where(with_a_place_at(event_id), SignUp.present == 0).order_by(SignUp.name, SignUp.id)
    typed = select(Headcount).where(Headcount.event_id == event_id, Headcount.line.is_not(None), Headcount.people > 0)
    lines = [
        Line.model_validate(one, from_attributes=True) for one in await session.scalars(typed.order_by(Headcount.line))
    ]
    response.headers["Cache-Control"] = "no-store"
    held = event.status == EventStatus.HELD
    begun = event.status == EventStatus.SCHEDULED and clock.now() >= event.starts_at - CHECK_IN_OPENS
    return SheetEntry(
        event=event.shown(),
        absent=[Absent.model_validate(one, from_attributes=True) for one in await session.scalars(absent)],
        lines=lines,
        line=line or max((one.line for one in lines), default=0) + 1,
        open=held or begun,
        needs_reason=held,
    )
