"""Sign somebody up: a worker takes a sign-up by telephone or at the desk, for a person, a family or a group."""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Event
from liaison_events.model.sign_ups.contacts import checked
from liaison_events.model.sign_ups.groups import People
from liaison_events.model.sign_ups.places import Party, take_place
from liaison_events.model.sign_ups.sign_up import SignUpStatus
from liaison_events.model.texts import Line

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Somebody(People):
    """A person or a group. Neither telephone nor email is needed: without them nobody can be told of a change.

    `consent`: they agreed that what they said is kept until a month after the event.
    """

    name: Line = Field(max_length=100, description="Of the person, or of the group: “class 5-B”.")
    phone: Line | None = Field(None, max_length=40)
    email: Line | None = Field(None, max_length=254)
    party_size: int = Field(1, ge=1, le=100, description="People.")
    wait: bool = False
    consent: bool = False


class Taken(BaseModel):
    """Whether they have a place."""

    sign_up_id: UUID
    status: SignUpStatus


@router.post("/events/{event_id}/participants", status_code=201)
async def sign_up_for_somebody(
    session: Session, worker: Worker, event_id: UUID, somebody: Somebody, request: Request, response: Response
) -> Taken:
    who = checked(somebody.name, somebody.phone, somebody.email, consent=somebody.consent, reachable=False)
    groups = somebody.groups(somebody.party_size)
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    party = Party(who, somebody.party_size, groups, somebody.wait, taken_by=worker.id)
    row, _ = await take_place(session, event, party, request.app.state.settings.url, clock.now())
    response.headers["Location"] = f"/events/{event_id}/participants"
    return Taken(sign_up_id=row.id, status=SignUpStatus(row.status))
