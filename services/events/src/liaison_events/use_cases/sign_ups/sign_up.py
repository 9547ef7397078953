"""Sign up for an event: a resident has a place or waits for one, and has a link of their own to give it back."""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.events import ParticipantContact, SignUpConfirmed, SignUpWaitlisted
from liaison_contracts.notifications import Contact
from liaison_kit import clock, outbox, sealing, web
from liaison_kit.database import get_for_update, new_id
from liaison_kit.errors import Conflict, Unavailable
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_events.model import Event, SealingKeyCopy, SignUp
from liaison_events.model.contacts import checked
from liaison_events.model.sign_up import SignedUpAlready, SignUpStatus, hashed, new_token, same_person
from liaison_events.model.texts import Line
from liaison_events.model.waiting_list import others_wait

router = web.router(ANYBODY)


class Participant(BaseModel):
    """At least one of phone and email. `consent`: we may keep the contact until a month after the event."""

    name: Line = Field(max_length=100)
    phone: Line | None = Field(None, max_length=40)
    email: Line | None = Field(None, max_length=254)
    party_size: int = Field(1, ge=1, le=10, description="People, oneself included.")
    wait: bool = Field(False, description="Where there is no place: wait for one, instead of being refused.")
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
    contact = Contact(name=who.name, phone=who.phone, email=who.email, link="")
    # Under this lock sign-ups of one event follow each other: nobody can take a place between counting and taking.
    event = await get_for_update(session, Event, event_id)
    event.check_sign_up(participant.party_size, clock.now())
    if await session.scalar(same_person(event_id, contact.phone, contact.email)):
        raise SignedUpAlready
    status = await _place(session, event, participant)
    token = new_token()
    contact.link = f"{request.app.state.settings.url.rstrip('/')}/sign-ups/{token}"
    row = SignUp(
        id=new_id(),
        version=1,
        event_id=event_id,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        party_size=participant.party_size,
        status=status,
        token_hash=hashed(token),
        created_at=clock.now(),
    )
    session.add(row)
    fact = SignUpConfirmed if status == SignUpStatus.CONFIRMED else SignUpWaitlisted
    told = fact(
        occurred_on=clock.today(),
        sign_up_id=row.id,
        version=row.version,
        event_id=event_id,
        party_size=row.party_size,
    )
    outbox.publish(session, told)
    outbox.publish(session, _sealed(told, contact, await _key(session)))
    response.headers["Location"] = f"/sign-ups/{token}"
    return Place(sign_up_id=row.id, status=status, link=contact.link)


async def _place(session: Session, event: Event, participant: Participant) -> SignUpStatus:
    """Whether there is a place; a Conflict if there is none and the participant does not want to wait."""
    try:
        event.check_place(participant.party_size, await others_wait(session, event))
    except Conflict:
        if not participant.wait:
            raise
        return SignUpStatus.WAITING
    return SignUpStatus.CONFIRMED


async def _key(session: Session) -> SealingKeyCopy:
    """The newest sealing key; Unavailable until the notifications service has told one."""
    key = await session.scalar(select(SealingKeyCopy).order_by(SealingKeyCopy.version.desc()).limit(1))
    if key is None:
        raise Unavailable
    return key


def _sealed(told: SignUpConfirmed | SignUpWaitlisted, contact: Contact, key: SealingKeyCopy) -> ParticipantContact:
    """The contact as only the notifications service can read it."""
    return ParticipantContact(
        **told.model_dump(exclude={"party_size"}),
        sealed=sealing.seal(contact.model_dump_json().encode(), key.public_key),
        key_version=key.version,
    )
