"""Whom a bulletin is for: subscribers who agreed to such, and follow what it is about; and who may write to them."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from liaison_kit.errors import FieldError, Refusal
from liaison_kit.identity import Account, NotAllowed
from sqlalchemy import ColumnElement, Text, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from liaison_notifications.model.bulletins.bulletin import Bulletin
from liaison_notifications.model.consent.choices import OfficeCopy, ShownDistrict, districts
from liaison_notifications.model.consent.ledger import ConsentPurpose
from liaison_notifications.model.consent.subscribers import Subscriber, Subscription
from liaison_notifications.model.sending.delivery import Channel, Delivery, DeliveryStatus

_S = DeliveryStatus
PERHAPS_SENT = (_S.CLAIMED, _S.UNKNOWN, _S.ACCEPTED, _S.DELIVERED, _S.COMPLAINED)


class OwnDistrictsOnly(Refusal):
    """Choose the districts of your own offices: only the whole network writes to the whole community."""

    status = 403
    field = "districts"


async def districts_of(session: AsyncSession, worker: Account) -> set[UUID] | None:
    """The districts that they may write for; None: all, and the whole community."""
    if worker.whole_network:
        return None
    theirs = select(OfficeCopy.district_id).where(OfficeCopy.id.in_(worker.offices))
    return set(await session.scalars(theirs))


async def districts_to_choose(session: AsyncSession, worker: Account) -> tuple[list[ShownDistrict], bool]:
    """For a form: those that they may write for, and whether naming none, the whole community, is allowed."""
    own, all_of_them = await districts_of(session, worker), await districts(session)
    return [one for one in all_of_them if own is None or one.id in own], own is None


def may_write(own: set[UUID] | None, districts: Iterable[UUID]) -> bool:
    wanted = set(districts)
    return own is None or (bool(wanted) and wanted <= own)


async def must_write_for(session: AsyncSession, worker: Account, districts: Sequence[UUID]) -> None:
    """OwnDistrictsOnly where somebody types districts that are not their offices'."""
    if not may_write(await districts_of(session, worker), districts):
        message = (OwnDistrictsOnly.__doc__ or "").strip()
        raise OwnDistrictsOnly(errors=[FieldError("districts", message)])


async def must_run(session: AsyncSession, worker: Account, bulletin: Bulletin) -> None:
    """NotAllowed where a bulletin is for districts that are not their offices'."""
    if not may_write(await districts_of(session, worker), bulletin.district_ids):
        raise NotAllowed


def of_these(bulletin: Bulletin) -> list[ColumnElement[bool]]:
    """Of subscriptions: who agreed to bulletins, and follows one of its districts and of its kinds; or was perhaps sent
    what it corrects.
    """
    agreed = [Subscription.purpose == ConsentPurpose.BULLETINS, Subscriber.channel.in_(bulletin.channels)]
    if bulletin.corrects:
        sent = select(Delivery.subscriber_id).where(Delivery.bulletin_id == bulletin.corrects)
        return [*agreed, Subscriber.id.in_(sent.where(Delivery.status.in_(PERHAPS_SENT)))]
    return [
        *agreed,
        *_one_of(Subscription.districts, bulletin.districts),
        *_one_of(Subscription.kinds, bulletin.kinds),
    ]


def _one_of(wanted: InstrumentedAttribute[list[str]], named: Sequence[str]) -> list[ColumnElement[bool]]:
    """Nothing named is everything, on both sides."""
    if not named:
        return []
    texts = cast(bindparam(None, list(named), type_=ARRAY(Text)), ARRAY(Text))
    return [or_(func.jsonb_array_length(wanted) == 0, func.jsonb_exists_any(wanted, texts))]


async def recipients(session: AsyncSession, bulletin: Bulletin) -> Mapping[Channel, int]:
    """How many there are at this moment, by channel; zero where it has words and nobody is reached."""
    whom = (
        select(Subscriber.channel, func.count())
        .join(Subscription, Subscription.subscriber_id == Subscriber.id)
        .where(*of_these(bulletin))
        .group_by(Subscriber.channel)
    )
    found = {Channel(channel): count for channel, count in await session.execute(whom)}
    return {channel: found.get(channel, 0) for channel in bulletin.channels}
