"""Taking a place at an event, by oneself or by a worker for somebody: what both do in the same way."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from liaison_contracts.events import ParticipantContact, SignUpConfirmed, SignUpWaitlisted
from liaison_contracts.notifications import Contact
from liaison_kit import clock, outbox, sealing
from liaison_kit.database import new_id
from liaison_kit.errors import Conflict, Unavailable
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import Event
from liaison_events.model.sealing_key import SealingKeyCopy
from liaison_events.model.sign_ups.contacts import Reach
from liaison_events.model.sign_ups.groups import EventGroup
from liaison_events.model.sign_ups.sign_up import (
    SignedUpAlready,
    SignUp,
    SignUpStatus,
    hashed,
    new_token,
    same_person,
    waiting_at,
)
from liaison_events.model.sign_ups.waiting_list import check_place


@dataclass(frozen=True)
class Party:
    """Who wants to come. `wait`: rather than to be refused; `taken_by`: the worker who entered it, if one did."""

    who: Reach
    size: int
    groups: dict[str, int]
    wait: bool
    taken_by: UUID | None = None


async def take_place(session: AsyncSession, event: Event, party: Party, url: str, now: datetime) -> tuple[SignUp, str]:
    """The sign-up and the path of its holder's page; facts and the sealed contact go out. Lock the event first."""
    event.check_sign_up(party.size, now)
    known = await _known(session, event, party.who)
    if known.signed_up:
        raise SignedUpAlready
    simple = not (known.somebody_waits or known.has_groups)
    status = await _status(session, event, party, now, simple=simple)
    token = new_token()
    row = SignUp(
        id=new_id(),
        version=1,
        event_id=event.id,
        name=party.who.name,
        phone=party.who.phone,
        email=party.who.email,
        party_size=party.size,
        groups=party.groups,
        guardian_agreed_at=now if "children" in party.groups else None,
        taken_by=party.taken_by,
        status=status,
        token_hash=hashed(token),
        created_at=now,
    )
    session.add(row)
    fact = SignUpConfirmed if status == SignUpStatus.CONFIRMED else SignUpWaitlisted
    told = fact(
        occurred_on=clock.today(),
        sign_up_id=row.id,
        version=row.version,
        event_id=event.id,
        party_size=row.party_size,
    )
    outbox.publish(session, told)
    path = f"/sign-ups/{token}"
    # Who left neither a telephone nor an email cannot be told anything: there is no message to plan.
    if party.who.phone or party.who.email:
        if known.key is None or known.key_version is None:
            raise Unavailable
        contact = Contact(**asdict(party.who), link=f"{url.rstrip('/')}{path}")
        outbox.publish(session, _sealed(told, contact, known.key, known.key_version))
    return row, path


@dataclass(frozen=True)
class _Known:
    """What decides about a sign-up besides the event itself; and the newest key to seal with, if there is one."""

    signed_up: bool
    somebody_waits: bool
    has_groups: bool
    key: str | None
    key_version: int | None


async def _known(session: AsyncSession, event: Event, who: Reach) -> _Known:
    """Asked all at once: whoever else wants to come waits for this transaction, in a rush by the hundred."""
    newest = SealingKeyCopy.version.desc()
    question = select(
        same_person(event.id, who.phone, who.email).exists(),
        select(SignUp.id).where(waiting_at(event.id)).exists(),
        select(EventGroup.name).where(EventGroup.event_id == event.id).exists(),
        select(SealingKeyCopy.public_key).order_by(newest).limit(1).scalar_subquery(),
        select(SealingKeyCopy.version).order_by(newest).limit(1).scalar_subquery(),
    )
    return _Known(*(await session.execute(question)).one())


async def _status(session: AsyncSession, event: Event, party: Party, now: datetime, *, simple: bool) -> SignUpStatus:
    """Whether there is a place; a Conflict if there is none and the party does not want to wait.

    `simple`: nobody waits, and no group has places of its own, so that the event's number decides.
    """
    try:
        if simple:
            event.check_place(party.size, others_wait=False)
        else:
            await check_place(session, event, party.size, party.groups, now)
    except Conflict:
        if not party.wait:
            raise
        return SignUpStatus.WAITING
    return SignUpStatus.CONFIRMED


def _sealed(
    told: SignUpConfirmed | SignUpWaitlisted, contact: Contact, key: str, key_version: int
) -> ParticipantContact:
    """The contact as only the notifications service can read it."""
    return ParticipantContact(
        **told.model_dump(exclude={"party_size"}),
        sealed=sealing.seal(contact.model_dump_json().encode(), key),
        key_version=key_version,
    )
