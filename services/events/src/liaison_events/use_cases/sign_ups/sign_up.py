"""Sign up for an event: a resident has a place or waits for one, and has a link of their own to give it back."""

from dataclasses import replace
from typing import Literal
from uuid import UUID

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.database import get_in_turn
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_events.model import Event
from liaison_events.model.sign_ups.contacts import checked
from liaison_events.model.sign_ups.groups import People
from liaison_events.model.sign_ups.places import Party, take_place
from liaison_events.model.sign_ups.sign_up import SignUpStatus
from liaison_events.model.texts import Line

router = web.router(ANYBODY)


class Participant(People):
    """At least one of phone and email. `consent`: we may keep the contact until a month after the event.

    Nobody but the one who signs up is named: of the others, only how many they are, and of which group.
    """

    name: Line = Field(max_length=100)
    phone: Line | None = Field(None, max_length=40)
    email: Line | None = Field(None, max_length=254)
    party_size: int = Field(1, ge=1, le=10, description="People, oneself included.")
    wait: bool = Field(False, description="Where there is no place: wait for one, instead of being refused.")
    language: Literal["uk", "en"] = Field("uk", description="What they are written to in.")
    consent: bool = False


class Place(BaseModel):
    """`link` is the participant's own page; it is told once, here, and sent to them."""

    sign_up_id: UUID
    status: SignUpStatus
    link: str


@router.post("/events/{event_id}/sign-ups", status_code=201)
async def sign_up(
    session: Session, event_id: UUID, participant: Participant, request: Request, response: Response
) -> Place:
    who = checked(participant.name, participant.phone, participant.email, consent=participant.consent)
    who = replace(who, language=participant.language)
    groups = participant.groups(participant.party_size)
    # Under this lock sign-ups of one event follow each other: nobody can take a place between counting and taking.
    event = await get_in_turn(session, Event, event_id)
    url = request.app.state.settings.url
    party = Party(who, participant.party_size, groups, participant.wait)
    row, path = await take_place(session, event, party, url, clock.now())
    response.headers["Location"] = path
    return Place(sign_up_id=row.id, status=SignUpStatus(row.status), link=f"{url.rstrip('/')}{path}")
