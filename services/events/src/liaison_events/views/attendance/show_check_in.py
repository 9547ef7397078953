"""Show the check-in: a worker at the door scans tickets, with or without a connection, types codes, or finds a name."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from liaison_contracts.events import EventStatus
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import func, select

from liaison_events.model import Event, ShownEvent, SignUp
from liaison_events.model.calendar.event import CHECK_IN_OPENS
from liaison_events.model.sign_ups.sign_up import with_a_place_at

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)

MOST = 20
CAMERA = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


class Expected(BaseModel):
    """A sign-up with a place; its name is None once it was forgotten."""

    id: UUID
    name: str | None
    party_size: int
    present: int


class CheckIn(BaseModel):
    """`found`: those whose name has what was looked for; `done`: the sign-up that was checked in just now."""

    event: ShownEvent
    name: str
    found: list[Expected]
    done: Expected | None
    expected: int
    present: int
    open: bool


@router.get("/events/{event_id}/check-in")
async def show_check_in(
    session: Session,
    worker: Worker,
    event_id: UUID,
    response: Response,
    name: Annotated[str | None, LeftEmpty, Query(max_length=100)] = None,
    done: Annotated[UUID | None, LeftEmpty] = None,
) -> CheckIn:
    event = await get(session, Event, event_id)
    worker.must_run(event.office_id)
    mine = with_a_place_at(event_id)
    people = select(func.coalesce(func.sum(SignUp.party_size), 0), func.coalesce(func.sum(SignUp.present), 0))
    expected, present = (await session.execute(people.where(mine))).one()
    found: list[SignUp] = []
    if name:
        like = SignUp.name.icontains(name.strip(), autoescape=True)
        found = list(
            await session.scalars(select(SignUp).where(mine, like).order_by(SignUp.name, SignUp.id).limit(MOST))
        )
    just = await session.scalar(select(SignUp).where(mine, SignUp.id == done)) if done else None
    # Elsewhere no page may use the camera.
    response.headers["Permissions-Policy"] = CAMERA
    response.headers["Cache-Control"] = "no-store"
    return CheckIn(
        event=event.shown(),
        name=name or "",
        found=[Expected.model_validate(one, from_attributes=True) for one in found],
        done=Expected.model_validate(just, from_attributes=True) if just else None,
        expected=expected,
        present=present,
        open=event.status == EventStatus.SCHEDULED and clock.now() >= event.starts_at - CHECK_IN_OPENS,
    )
