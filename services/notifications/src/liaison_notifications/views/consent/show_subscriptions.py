"""Show somebody's subscriptions: by their link, without a login, they see and change what they follow."""

from datetime import datetime
from typing import Literal

from fastapi import Response
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel, Field

from liaison_notifications.model.consent.choices import ShownDistrict, Wishes, districts
from liaison_notifications.model.consent.ledger import Act, ConsentPurpose, How, entries_of
from liaison_notifications.model.consent.subscribers import by_link, subscriptions_of, wishes_of
from liaison_notifications.model.consent.suppression import own_stop
from liaison_notifications.model.sending.delivery import Channel

router = web.router(ANYBODY)


class LedgerLine(BaseModel):
    """What was agreed to or withdrawn; `text_version` names the words that stood beside the box."""

    at: datetime
    purpose: ConsentPurpose
    act: Act
    how: How
    text_version: str


class SubscriptionsPage(BaseModel):
    """Nothing that says who it is: links are forwarded. Without choices, nothing is followed."""

    version: int
    done: Literal["confirmed", "changed"] | None
    channel: Channel
    stopped: bool = Field(description="Whether they have said that nothing at all is to be sent to this address.")
    choices: Wishes | None
    districts: list[ShownDistrict]
    ledger: list[LedgerLine]


@router.get("/n/{token}", dependencies=[personal_link])
async def show_subscriptions(
    session: Session,
    token: str,
    response: Response,
    done: Literal["confirmed", "changed"] | None = None,
) -> SubscriptionsPage:
    subscriber = await by_link(session, token)
    entries = await entries_of(session, subscriber.id)
    tell_version(response, subscriber.version)
    return SubscriptionsPage(
        version=subscriber.version,
        done=done,
        channel=Channel(subscriber.channel),
        stopped=await own_stop(session, subscriber.address_hash, clock.now()) is not None,
        choices=wishes_of(await subscriptions_of(session, subscriber)),
        districts=await districts(session),
        ledger=[LedgerLine.model_validate(one, from_attributes=True) for one in reversed(entries)],
    )
