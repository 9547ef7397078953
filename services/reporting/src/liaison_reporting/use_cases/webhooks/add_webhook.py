"""Add a webhook: another system is told of facts at its address. Its secret is shown once.

No fact: who is told is between the city and that system.
"""

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, cookies, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_reporting.model.feed.log import head
from liaison_reporting.model.webhooks.webhook import Webhook, new_secret
from liaison_reporting.model.webhooks.written import NewSecret, Written

router = web.router(for_the_network(Role.ADMINISTRATOR))


class ToAdd(Written):
    """`from_beginning`: it is told of everything that ever happened first; else of what comes from now on."""

    from_beginning: bool = False


@router.post("/webhooks", status_code=201)
async def add_webhook(session: Session, asked: ToAdd, request: Request, response: Response) -> NewSecret:
    settings = request.app.state.settings
    asked.must_be_allowed(settings)
    now = clock.real_now()
    webhook = Webhook(
        id=new_id(),
        version=1,
        name=asked.name,
        url=asked.url,
        topics=asked.topics,
        secret=new_secret(),
        created_at=now,
        position=0 if asked.from_beginning else await head(session),
        next_try_at=now,
    )
    session.add(webhook)
    page = f"/webhooks/{webhook.id}"
    # For whoever came by the form, as with a program's token.
    cookies.NEW_TOKEN.give(response, webhook.secret, path=page, secure=settings.url.startswith("https:"))
    response.headers["Location"] = page
    return NewSecret(id=webhook.id, secret=webhook.secret)
