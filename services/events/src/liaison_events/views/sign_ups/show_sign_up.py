"""Show a sign-up: its holder sees date, time and place, and can give the place back."""

from datetime import datetime

from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel, Field

from liaison_events.model import Event, ShownEvent
from liaison_events.model.feedback.feedback import takes_feedback
from liaison_events.model.sign_ups.sign_up import SignUpStatus, by_token, waiting_longer
from liaison_events.model.sign_ups.ticket import picture_of, spelled, ticket_of

router = web.router(ANYBODY)


class SignUpPage(BaseModel):
    """Nothing that says who it is: links are forwarded."""

    version: int
    event: ShownEvent
    status: SignUpStatus
    party_size: int
    present: int
    offered_until: datetime | None
    before_me: int = Field(description="Sign-ups that have waited longer; 0 unless it waits.")
    served: bool = Field(description="Whether free places are offered to who waits; not in the last hour of sign-up.")
    can_take: bool = Field(description="It waits, and may take a free place without an offer.")
    can_cancel: bool
    can_change_contact: bool
    contact_changed: bool = Field(description="Whether one comes from correcting the contact.")
    can_erase: bool = Field(description="Whether a name or a contact is kept that can be deleted now.")
    erased: bool = Field(description="Whether one comes from having it deleted.")
    takes_feedback: bool
    ticket: str = Field(description="The code of the ticket, in groups of four.")
    picture: str = Field(description="Its QR code, an SVG.")


@router.get("/sign-ups/{token}", dependencies=[personal_link])
async def show_sign_up(session: Session, token: str, contact_changed: bool = False, erased: bool = False) -> SignUpPage:
    sign_up = await session.scalar(by_token(token))
    if sign_up is None:
        raise NotFound
    event = await get(session, Event, sign_up.event_id)
    ticket, now = ticket_of(sign_up.token_hash), clock.now()
    served = event.serves_the_line(now)
    free = event.takes_sign_ups(now) and sign_up.party_size <= event.places_left
    return SignUpPage(
        version=sign_up.version,
        event=event.shown(),
        status=SignUpStatus(sign_up.status),
        party_size=sign_up.party_size,
        present=sign_up.present,
        offered_until=sign_up.offered_until,
        before_me=await session.scalar(waiting_longer(sign_up)) or 0,
        served=served,
        can_take=sign_up.waits and not served and free,
        can_cancel=sign_up.is_active and not sign_up.present and event.is_to_come(now),
        can_change_contact=sign_up.is_active and event.is_to_come(now),
        contact_changed=contact_changed,
        can_erase=sign_up.is_known and (not sign_up.is_active or event.is_to_come(now) or event.ends_at <= now),
        erased=erased and not sign_up.is_known,
        takes_feedback=sign_up.has_place and takes_feedback(event, now),
        ticket=spelled(ticket),
        picture=picture_of(ticket),
    )
