"""What an explanation says: the sign-ups of a contact, what became of their messages, and what is still to come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from liaison_contracts.events import EventStatus
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.copies import ContactPoint, EventCopy, SignUpCopy, SignUpStatus
from liaison_notifications.model.explanations.shown import ExplainedDelivery, explained
from liaison_notifications.model.manners import Manners
from liaison_notifications.model.planning.corrections import went_astray
from liaison_notifications.model.planning.reminders import occasions, told_something
from liaison_notifications.model.sending.delivery import WAITING, Delivery, DeliveryStatus, Purpose
from liaison_notifications.model.templates.template import TemplateVersion

LAST_WEEKS = timedelta(weeks=6)
LEFT_US = (
    DeliveryStatus.ACCEPTED,
    DeliveryStatus.DELIVERED,
    DeliveryStatus.UNDELIVERED,
    DeliveryStatus.COMPLAINED,
    DeliveryStatus.UNKNOWN,
    DeliveryStatus.FAILED,
)
"""Where a delivery was at the last one who brings it: only that can have gone astray."""


class Reminder(StrEnum):
    """What there is to say of a reminder that was not sent."""

    NOTHING = "nothing"
    DUE = "due"
    NOT_NEEDED = "not_needed"  # told of the event shortly before


class ExplainedSignUp(BaseModel):
    """One sign-up and its messages, newest first; what other services have not told yet is None."""

    event_id: UUID
    event_title: str | None
    starts_at: datetime | None
    status: SignUpStatus | None
    reminder: Reminder
    reminded_at: datetime | None
    messages: list[ExplainedDelivery]


async def explain(
    session: AsyncSession, sign_up_ids: Sequence[UUID], manners: Manners, now: datetime
) -> list[ExplainedSignUp]:
    """What became of the messages of the last weeks about these sign-ups; the event that is last comes first."""
    query = (
        select(ContactPoint, SignUpCopy, EventCopy)
        .outerjoin(SignUpCopy, SignUpCopy.id == ContactPoint.id)
        .outerjoin(EventCopy, EventCopy.id == ContactPoint.event_id)
        .where(ContactPoint.id.in_(sign_up_ids))
        .order_by(EventCopy.starts_at.desc().nulls_first(), ContactPoint.id.desc())
    )
    messages = await _messages(session, sign_up_ids, now)
    return [
        _explained(point, sign_up, event, messages.get(point.id, []), manners, now)
        for point, sign_up, event in (await session.execute(query)).all()
    ]


def _explained(
    point: ContactPoint,
    sign_up: SignUpCopy | None,
    event: EventCopy | None,
    messages: list[ExplainedDelivery],
    manners: Manners,
    now: datetime,
) -> ExplainedSignUp:
    reminder, reminded_at = Reminder.NOTHING, None
    if event and sign_up and sign_up.status == SignUpStatus.CONFIRMED and event.status != EventStatus.CANCELLED:
        reminder, reminded_at = _reminder(event, messages, manners, now)
    return ExplainedSignUp(
        event_id=point.event_id,
        event_title=event.title if event else None,
        starts_at=event.starts_at if event else None,
        status=SignUpStatus(sign_up.status) if sign_up else None,
        reminder=reminder,
        reminded_at=reminded_at,
        messages=messages,
    )


def _reminder(
    event: EventCopy, messages: Sequence[ExplainedDelivery], manners: Manners, now: datetime
) -> tuple[Reminder, datetime | None]:
    """What there is to say of the reminders that were not sent, and when the next one is."""
    told = [one for one in messages if told_something(one.status, one.purpose) and not one.went_astray]
    useful = [one for one in occasions(event, manners) if now < one.useful_until]
    for one in useful:
        if not any(_told_after(one.told_since, message) for message in told):
            return Reminder.DUE, max(one.due_at, now)
    needless = told and now < event.starts_at and not any(one.purpose == Purpose.REMINDER for one in told)
    return (Reminder.NOT_NEEDED if needless else Reminder.NOTHING), None


def _told_after(since: datetime, message: ExplainedDelivery) -> bool:
    """As `reminders` asks the database."""
    finished = message.finished_at is not None and message.finished_at > since
    return message.planned_at > since or finished or message.status in WAITING


async def _messages(
    session: AsyncSession, sign_up_ids: Sequence[UUID], now: datetime
) -> dict[UUID, list[ExplainedDelivery]]:
    query = (
        select(
            ContactPoint.id,
            Delivery,
            EventCopy.title,
            EventCopy.office_id,
            TemplateVersion.number,
            went_astray() & Delivery.status.in_(LEFT_US),
        )
        .join(ContactPoint, ContactPoint.id == Delivery.sign_up_id)
        .outerjoin(EventCopy, EventCopy.id == Delivery.event_id)
        .outerjoin(TemplateVersion, TemplateVersion.id == Delivery.template_version_id)
        .where(Delivery.sign_up_id.in_(sign_up_ids), Delivery.created_at > now - LAST_WEEKS)
        .order_by(Delivery.id.desc())
    )
    found: dict[UUID, list[ExplainedDelivery]] = {}
    for sign_up_id, delivery, title, office_id, version, astray in (await session.execute(query)).all():
        found.setdefault(sign_up_id, []).append(explained(delivery, title, office_id, version, went_astray=astray))
    return found
