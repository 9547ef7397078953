"""Show a webhook: how it is doing, what waits for it, and what became of the last attempts."""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, cookies, web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_reporting.model.feed.log import PUBLIC
from liaison_reporting.model.webhooks.shown import Attempt, Shown, shown
from liaison_reporting.model.webhooks.webhook import Webhook, WebhookAttempt

LAST = 50
router = web.router(for_the_network(Role.ADMINISTRATOR))


class ShownWebhook(BaseModel):
    """`secret`: on the page that follows its making, once."""

    webhook: Shown
    secret: str | None = Field(repr=False)
    attempts: list[Attempt]
    known: list[str]
    done: str | None


@router.get("/webhooks/{webhook_id}")
async def show_webhook(
    session: Session, webhook_id: UUID, request: Request, response: Response, done: str | None = None
) -> ShownWebhook:
    webhook = await get(session, Webhook, webhook_id)
    secret = request.cookies.get(cookies.NEW_TOKEN.name)
    if secret:
        response.delete_cookie(cookies.NEW_TOKEN.name, path=f"/webhooks/{webhook.id}")
        response.headers["Cache-Control"] = "no-store"
    tell_version(response, webhook.version)
    log = select(WebhookAttempt).where(WebhookAttempt.webhook_id == webhook.id).order_by(WebhookAttempt.at.desc())
    return ShownWebhook(
        webhook=await shown(session, webhook, clock.real_now()),
        secret=secret,
        attempts=[Attempt.model_validate(one) for one in await session.scalars(log.limit(LAST))],
        known=list(PUBLIC),
        done=done,
    )
