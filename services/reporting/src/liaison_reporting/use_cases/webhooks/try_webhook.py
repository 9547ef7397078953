"""Try a webhook: its receiver gets a test within a second, and the log says what became of it.

No fact: a test tells nothing.
"""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_reporting.model.webhooks.written import webhook_for_update

router = web.router(for_the_network(Role.ADMINISTRATOR))


@router.post("/webhooks/{webhook_id}/tests", status_code=202)
async def try_webhook(session: Session, webhook_id: UUID, response: Response) -> None:
    webhook = await webhook_for_update(session, webhook_id)
    webhook.test_asked_at = clock.real_now()
    response.headers["Location"] = f"/webhooks/{webhook.id}?done=tested"
