"""Ask for space: residents or an organisation want a room, or propose an event that everybody can come to."""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.events import EventKind
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.formats.written import Moment
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_events.model.calendar.booking import office_of_room
from liaison_events.model.calendar.event_refusals import RoomTooSmall
from liaison_events.model.sign_ups.contacts import checked
from liaison_events.model.sign_ups.sign_up import hashed, new_token
from liaison_events.model.space.space_request import RequestStatus, SpaceRequest, Wish, check_wanted
from liaison_events.model.texts import Line, Text

router = web.router(ANYBODY)


class Ask(BaseModel):
    """At least one of phone and email. `consent`: we may keep the contact until a month after the day."""

    wants: Wish = Wish.ROOM
    room_id: UUID
    title: Line = Field(max_length=200, description="What it is for; of an event, its title.")
    description: Text = Field(max_length=5000)
    kind: EventKind = Field(EventKind.EXCHANGE, description="Of an event.")
    people: int = Field(ge=1, le=100_000)
    starts_at: Moment = Field(description="ISO 8601; without an offset, Europe/Kyiv wall-clock time.")
    ends_at: Moment = Field(description="The same; at most 24 hours later.")
    organisation: Line | None = Field(None, max_length=200)
    name: Line = Field(max_length=100)
    phone: Line | None = Field(None, max_length=40)
    email: Line | None = Field(None, max_length=254)
    consent: bool = False


class Asked(BaseModel):
    """`link` is their own page, where the answer will be; it is told once, here."""

    request_id: UUID
    link: str


@router.post("/space/requests", status_code=201)
async def ask_for_space(session: Session, ask: Ask, request: Request, response: Response) -> Asked:
    who = checked(ask.name, ask.phone, ask.email, consent=ask.consent)
    check_wanted(ask.starts_at, ask.ends_at, clock.now())
    office = await office_of_room(session, ask.room_id)
    office.must_be_open(clock.today())
    room = office.room(ask.room_id)
    if ask.people > room.capacity:
        raise RoomTooSmall(capacity=room.capacity)
    token = new_token()
    row = SpaceRequest(
        id=new_id(),
        version=1,
        office_id=office.id,
        status=RequestStatus.ASKED,
        token_hash=hashed(token),
        created_at=clock.now(),
        name=who.name,
        phone=who.phone,
        email=who.email,
        **ask.model_dump(exclude={"consent", "name", "phone", "email"}),
    )
    session.add(row)
    response.headers["Location"] = f"/space/mine/{token}"
    return Asked(request_id=row.id, link=f"{request.app.state.settings.url.rstrip('/')}/space/mine/{token}")
