"""Show the sign-in sheet: a page to print, with those who have a place, and blank rows for those who come as well."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import Event, ShownEvent, SignUp
from liaison_events.model.sign_ups.sign_up import KEPT, with_a_place_at

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)

BLANK_ROWS = 20


class Guest(BaseModel):
    """Somebody with a place: no telephone, no email; the sheet lies on a table for everybody."""

    name: str | None
    party_size: int


class Sheet(BaseModel):
    """By name, as in the list of participants; blank rows are numbered from 1, so that they can be typed in."""

    event: ShownEvent
    guests: list[Guest]
    blank_rows: list[int]
    days: int


@router.get("/events/{event_id}/sheet")
async def show_sheet(session: Session, worker: Worker, event_id: UUID, response: Response) -> Sheet:
    event = await get(session, Event, event_id)
    worker.must_run(event.office_id)
    rows = await session.scalars(select(SignUp).where(with_a_place_at(event_id)).order_by(SignUp.name, SignUp.id))
    response.headers["Cache-Control"] = "no-store"
    return Sheet(
        event=event.shown(),
        guests=[Guest.model_validate(row, from_attributes=True) for row in rows],
        blank_rows=list(range(1, BLANK_ROWS + 1)),
        days=KEPT.days,
    )
