"""Contacts that were corrected: what had gone to the wrong one did not reach anybody it was meant for."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, update
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.copies import ContactPoint
from liaison_notifications.model.sending.delivery import WAITING, Channel, Delivery, DeliveryStatus


async def note_correction(session: AsyncSession, sign_up_id: UUID, version: int, corrected: Iterable[str]) -> None:
    """Keeps that these took another's place with this version, unless a newer contact is known."""
    this = (ContactPoint.id == sign_up_id) & (ContactPoint.version == version)
    columns = {f"{name}_version": version for name in corrected}
    await session.execute(update(ContactPoint).where(this).values(columns))


def corrected_with(contact: ContactPoint, channel: Channel) -> int | None:
    """The version with which what this channel leads to was corrected, if it ever was."""
    return contact.phone_version if channel == Channel.SMS else contact.email_version


def went_astray() -> ColumnElement[bool]:
    """Whether a delivery went to what was corrected later, in a query that has its contact.

    What waits yet, or is in doubt and may have to wait again, goes to whatever is right when it is sent; what was never
    tried went nowhere.
    """
    corrected = case((Delivery.channel == Channel.SMS, ContactPoint.phone_version), else_=ContactPoint.email_version)
    went_to = func.coalesce(Delivery.contact_version, 1)
    doubtful = (Delivery.status == DeliveryStatus.UNKNOWN) & (Delivery.channel == Channel.SMS)
    undecided = Delivery.status.in_((*WAITING, DeliveryStatus.CLAIMED)) | doubtful
    return ~undecided & (Delivery.attempt > 0) & (went_to < func.coalesce(corrected, 1))
