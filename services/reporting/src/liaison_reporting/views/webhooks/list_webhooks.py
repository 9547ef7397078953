"""List the webhooks: who is told of what, and whether it arrives."""

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_reporting.model.feed.log import PUBLIC
from liaison_reporting.model.webhooks.shown import Shown, shown
from liaison_reporting.model.webhooks.webhook import Webhook

router = web.router(for_the_network(Role.ADMINISTRATOR))


class Webhooks(BaseModel):
    """By name; `known`: what one can be told of."""

    webhooks: list[Shown]
    known: list[str]


@router.get("/webhooks")
async def list_webhooks(session: Session) -> Webhooks:
    found = list(await session.scalars(select(Webhook).order_by(Webhook.name, Webhook.id)))
    now = clock.real_now()
    return Webhooks(webhooks=[await shown(session, one, now) for one in found], known=list(PUBLIC))
