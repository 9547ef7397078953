"""Rotate a secret: the new one is shown once; requests are signed with both for a day.

No fact: nobody else has to know.
"""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, cookies, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_reporting.model.webhooks.written import NewSecret, webhook_for_update

router = web.router(for_the_network(Role.ADMINISTRATOR))


@router.post("/webhooks/{webhook_id}/secret", status_code=201)
async def rotate_secret(session: Session, webhook_id: UUID, request: Request, response: Response) -> NewSecret:
    webhook = await webhook_for_update(session, webhook_id)
    secret = webhook.renew_secret(clock.real_now())
    page = f"/webhooks/{webhook.id}"
    secure = request.app.state.settings.url.startswith("https:")
    cookies.NEW_TOKEN.give(response, secret, path=page, secure=secure)
    response.headers["Location"] = page
    return NewSecret(id=webhook.id, secret=secret)
