"""Planning: who is told what, once; and what is of no use any more is not sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from liaison_contracts.consultations import AppointmentContact
from liaison_contracts.events import (
    EventStatus,
    ParticipantContact,
    PlaceOffered,
    SignUpCancelled,
    SignUpConfirmed,
    SignUpWaitlisted,
)
from liaison_kit import database
from liaison_kit.database import new_id
from liaison_kit.errors import Conflict
from liaison_kit.traces import spans
from sqlalchemy import ColumnElement, case, exists, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.copies import GONE, ContactPoint, EventCopy, SealedLetter, SignUpCopy, SignUpStatus
from liaison_notifications.model.planning.knowledge import start_in
from liaison_notifications.model.sending.delivery import WAITING, Channel, Delivery, DeliveryStatus, Purpose, Reason
from liaison_notifications.model.sending.lanes import lane_of

TOLD = {
    SignUpStatus.CONFIRMED: Purpose.CONFIRMATION,
    SignUpStatus.OFFERED: Purpose.OFFER,
    SignUpStatus.CALLED_OFF: Purpose.CANCELLATION,
}
"""What somebody is told once their sign-up stands there; who only waits has read so on the page."""


class LetterForgotten(Conflict):
    """This letter is no longer kept. Have a new link sent to this person."""


class AskedByAnother(Conflict):
    """Another system asked for this message and was told that it failed: if it is still needed, it asks again."""


class ToldSince(Conflict):
    """A newer message says the same: this one would tell them twice."""


def reason_to_drop(
    purpose: str,
    event: EventCopy,
    sign_up: SignUpCopy,
    now: datetime,
    starts_at: datetime | None = None,
    useful_until: datetime | None = None,
) -> tuple[DeliveryStatus, Reason] | None:
    """Why a message about this sign-up is of no use any more, if so; `starts_at` is what a reminder reminds of."""
    if purpose == Purpose.CANCELLATION:
        if event.status != EventStatus.CANCELLED:
            return DeliveryStatus.CANCELLED, Reason.SUPERSEDED
        return (DeliveryStatus.EXPIRED, Reason.EVENT_STARTED) if event.starts_at <= now else None
    if event.status == EventStatus.CANCELLED:
        return DeliveryStatus.CANCELLED, Reason.EVENT_CANCELLED
    if sign_up.status in GONE:
        return DeliveryStatus.CANCELLED, Reason.SIGN_UP_CANCELLED
    if purpose == Purpose.OFFER and sign_up.status != SignUpStatus.OFFERED:
        return DeliveryStatus.CANCELLED, Reason.OFFER_ANSWERED
    if purpose == Purpose.OFFER and (sign_up.offered_until or now) <= now:
        return DeliveryStatus.EXPIRED, Reason.OFFER_OVER
    if event.starts_at <= now and purpose != Purpose.THANKS:
        return DeliveryStatus.EXPIRED, Reason.EVENT_STARTED
    if starts_at and starts_at != event.starts_at:
        return DeliveryStatus.CANCELLED, Reason.SUPERSEDED
    return (DeliveryStatus.EXPIRED, Reason.LATE) if useful_until and useful_until <= now else None


async def keep_sign_up(
    session: AsyncSession,
    fact: SignUpConfirmed | SignUpWaitlisted | PlaceOffered | SignUpCancelled,
    status: SignUpStatus,
    offered_until: datetime | None = None,
) -> None:
    """Keeps what became of a sign-up."""
    columns = {"id": fact.sign_up_id, "version": fact.version, "event_id": fact.event_id, "status": status}
    await database.keep_latest(session, SignUpCopy, **columns, offered_until=offered_until)


async def keep_contact(
    session: AsyncSession, whose: UUID, event_id: UUID, fact: ParticipantContact | AppointmentContact, now: datetime
) -> None:
    """Keeps the newest contact of a sign-up sealed as it came."""
    columns = {"id": whose, "version": fact.version, "event_id": event_id, "received_at": now}
    await database.keep_latest(session, ContactPoint, **columns, sealed=fact.sealed, key_version=fact.key_version)


async def plan_messages(session: AsyncSession, whose: ColumnElement[bool], now: datetime) -> None:
    """Plans what is to be told, once per channel, for each of these sign-ups whose contact and event are known."""
    purpose = case(*((SignUpCopy.status == status, literal(purpose.value)) for status, purpose in TOLD.items()))
    unplanned = (
        select(SignUpCopy, EventCopy)
        .join(EventCopy, EventCopy.id == SignUpCopy.event_id)
        .where(whose, SignUpCopy.status.in_(TOLD))
        # That a place is lost with its event may be known before the event's own news is.
        .where(or_(SignUpCopy.status != SignUpStatus.CALLED_OFF, EventCopy.status == EventStatus.CANCELLED))
        .where(exists().where(ContactPoint.id == SignUpCopy.id))
        .where(~exists().where(Delivery.sign_up_id == SignUpCopy.id, Delivery.purpose == purpose))
    )
    for sign_up, event in (await session.execute(unplanned)).all():
        for channel in Channel:
            await plan(session, TOLD[SignUpStatus(sign_up.status)], sign_up, event, channel, now)


async def plan(
    session: AsyncSession,
    purpose: Purpose,
    sign_up: SignUpCopy,
    event: EventCopy,
    channel: Channel,
    now: datetime,
    event_version: int | None = None,
    occasion: object = "",
    *,
    known: str | None = None,
    since: datetime | None = None,
    starts_at: datetime | None = None,
    useful_until: datetime | None = None,
) -> bool:
    """Plans one message about a sign-up by one channel, or records why it is of no use; once for each `occasion`.

    Whether it was not planned yet.
    """
    useless = reason_to_drop(purpose, event, sign_up, now, starts_at, useful_until)
    row = {
        "id": new_id(),
        "dedupe_key": f"{purpose}:{sign_up.id}:{channel}" + (f":{occasion}" if occasion else ""),
        "channel": channel,
        "purpose": purpose,
        "sign_up_id": sign_up.id,
        "event_id": event.id,
        "event_version": event_version,
        "status": useless[0] if useless else DeliveryStatus.PLANNED,
        "attempt": 0,
        "costless": 0,
        "lane": lane_of(purpose, event.starts_at, now, start_in(known) if known else None),
        "known": known,
        "since": since,
        "starts_at": starts_at,
        "useful_until": useful_until,
        "reason": useless[1] if useless else None,
        "next_try_at": None if useless else now,
        "created_at": now,
        "finished_at": now if useless else None,
        "traceparent": spans.current().traceparent,
    }
    planned = insert(Delivery).values(**row).on_conflict_do_nothing().returning(Delivery.id)
    return await session.scalar(planned) is not None


def planned(purpose: Purpose, channel: str, occasion: object, now: datetime) -> dict[str, Any]:
    """The columns of a message about no sign-up: due at once, and once for each `occasion`."""
    return {
        "id": new_id(),
        "dedupe_key": f"{purpose}:{occasion}",
        "channel": channel,
        "purpose": purpose,
        "status": DeliveryStatus.PLANNED,
        "attempt": 0,
        "costless": 0,
        "lane": lane_of(purpose, None, now),
        "next_try_at": now,
        "created_at": now,
        "traceparent": spans.current().traceparent,
    }


async def plan_letter(session: AsyncSession, purpose: Purpose, letter_id: UUID, now: datetime) -> None:
    """Plans the one mail that brings a letter; never twice."""
    row = planned(purpose, Channel.EMAIL, letter_id, now) | {"letter_id": letter_id}
    await session.execute(insert(Delivery).values(**row).on_conflict_do_nothing())


async def cancel_waiting(
    session: AsyncSession, whose: Iterable[ColumnElement[bool]], reason: Reason, now: datetime
) -> None:
    """Calls off what has not been handed over yet, but for the news that the event itself is called off."""
    waiting = update(Delivery).where(*whose, Delivery.status.in_(WAITING), Delivery.purpose != Purpose.CANCELLATION)
    await session.execute(
        waiting.values(status=DeliveryStatus.CANCELLED, reason=reason, next_try_at=None, finished_at=now)
    )


async def must_be_wanted(session: AsyncSession, delivery: Delivery) -> None:
    """Refuses to send again what is not kept, or what a newer message to the same person says as well."""
    if delivery.request_id:
        raise AskedByAnother
    if delivery.letter_id:
        if await session.get(SealedLetter, delivery.letter_id) is None:
            raise LetterForgotten
        return
    whose = (Delivery.sign_up_id, Delivery.opt_in_id, Delivery.subscriber_id)
    same = (*whose, Delivery.event_id, Delivery.bulletin_id, Delivery.purpose, Delivery.channel)
    newer = exists().where(*(column == getattr(delivery, column.key) for column in same), Delivery.id > delivery.id)
    if await session.scalar(select(newer)):
        raise ToldSince
