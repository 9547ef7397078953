"""Resume a webhook that was stopped: it goes on where it was, and gets everything that has come since.

No fact: nobody else has to know.
"""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_reporting.model.webhooks.written import webhook_for_update

router = web.router(for_the_network(Role.ADMINISTRATOR))


@router.post("/webhooks/{webhook_id}/resumption", status_code=204)
async def resume_webhook(session: Session, webhook_id: UUID, response: Response) -> None:
    webhook = await webhook_for_update(session, webhook_id)
    webhook.resume(clock.real_now())
    response.headers["Location"] = f"/webhooks/{webhook.id}?done=resumed"
