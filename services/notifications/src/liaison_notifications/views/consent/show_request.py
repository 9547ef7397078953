"""Show a request for news: what is left to do is to confirm it, by the code or the link that was sent."""

from datetime import datetime
from uuid import UUID

from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_notifications.model.consent.opt_in import FORGOTTEN_AFTER, request_of
from liaison_notifications.model.sending.delivery import Channel

router = web.router(ANYBODY)


class RequestPage(BaseModel):
    """The same whether the address is known here, or unwanted, or was written to too often."""

    channel: Channel
    confirmed: bool
    forgotten_at: datetime


@router.get("/news/requests/{opt_in_id}", dependencies=[personal_link])
async def show_request(session: Session, opt_in_id: UUID) -> RequestPage:
    row = await request_of(session, opt_in_id, clock.now())
    return RequestPage(
        channel=Channel(row.channel),
        confirmed=row.confirmed_at is not None,
        forgotten_at=row.asked_at + FORGOTTEN_AFTER,
    )
