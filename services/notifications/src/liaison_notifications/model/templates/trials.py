"""Trials: a message sent to oneself, to see it as others will. Sealed until it has left, and kept nowhere then."""

from datetime import datetime, timedelta
from uuid import UUID

from liaison_kit import sealing
from liaison_kit.database import get, new_id
from liaison_kit.errors import Refusal
from liaison_kit.formats import contact_points
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.copies import SealedLetter
from liaison_notifications.model.planning.planning import planned
from liaison_notifications.model.sealing_key import THE_KEY, SealingKey
from liaison_notifications.model.sending.delivery import Channel, Delivery, Purpose

MOST, WITHIN = 5, timedelta(minutes=10)
LASTS = timedelta(minutes=15)
"""A trial that has not left by then is of no use."""


class NoTelephone(Refusal):
    """This is no mobile number. Write it like 067 123 45 67."""

    field = "to"


class NoEmail(Refusal):
    """This is no email address. Write it like name@example.com."""

    field = "to"


class NotOnTheList(Refusal):
    """Test messages go only to addresses in LIAISON_TRIAL_ADDRESSES. Ask the operator to add yours."""

    field = "to"


class TooManyTrials(Refusal):
    """Five test messages in ten minutes are enough. Wait a little, and look at the preview meanwhile."""

    status = 429


class Trial(BaseModel):
    """What is sealed: to whom, and what; `subject` is empty for an SMS."""

    to: str
    subject: str
    text: str
    language: str = "uk"


class Allowed:
    """Where test messages may go: addresses, and domains as @example.org.

    A list, not the account's own address: who works here, and how to reach them, the registry alone knows. Without one,
    whoever words messages could send anything to anybody in the network's name.
    """

    def __init__(self, listed: str) -> None:
        self._listed = frozenset(_normal(one) for one in listed.split())

    def __bool__(self) -> bool:
        return bool(self._listed)

    @property
    def an_email(self) -> str:
        """One of them, the same each time; empty if there is none."""
        emails = sorted((one for one in self._listed if "@" in one), key=lambda one: (one.startswith("@"), one))
        return f"postmaster{emails[0]}" if emails and emails[0].startswith("@") else next(iter(emails), "")

    def must_have(self, address: str) -> None:
        """NotOnTheList."""
        name, at, domain = address.casefold().rpartition("@")
        if f"{name}{at}{domain}" not in self._listed and (not at or f"@{domain}" not in self._listed):
            raise NotOnTheList


def _normal(listed: str) -> str:
    try:
        return contact_points.phone_of(listed)
    except ValueError:
        return listed.casefold()


def address_of(typed: str, channel: Channel, allowed: Allowed) -> str:
    """As messages are sent to it; a Refusal if it cannot be one, or may not."""
    try:
        address = contact_points.phone_of(typed) if channel == Channel.SMS else contact_points.email_of(typed)
    except ValueError:
        raise (NoTelephone if channel == Channel.SMS else NoEmail) from None
    allowed.must_have(address)
    return address


async def plan_trial(
    session: AsyncSession, trial: Trial, channel: Channel, by: UUID, version_id: UUID | None, now: datetime
) -> Delivery:
    """It leaves within seconds, by the way of all messages; TooManyTrials beyond a few."""
    await session.execute(select(func.pg_advisory_xact_lock(7_238, func.hashtext(str(by)))))
    lately = select(func.count()).where(Delivery.asked_by == by, Delivery.created_at > now - WITHIN)
    if (await session.scalar(lately) or 0) >= MOST:
        raise TooManyTrials
    key = await get(session, SealingKey, THE_KEY)
    letter = SealedLetter(id=new_id(), version=1, key_version=key.version, expires_at=now + LASTS)
    letter.sealed = sealing.seal(trial.model_dump_json().encode(), key.public_key)
    delivery = Delivery(**planned(Purpose.TRIAL, channel, letter.id, now), letter_id=letter.id)
    delivery.asked_by, delivery.template_version_id = by, version_id
    session.add_all([letter, delivery])
    return delivery
