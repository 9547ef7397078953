"""Change a webhook: its receiver has moved, or wants other facts. It goes on where it is.

No fact: who is told is between the city and that system.
"""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session

from liaison_reporting.model.webhooks.written import Written, webhook_for_update

router = web.router(for_the_network(Role.ADMINISTRATOR))


@router.post("/webhooks/{webhook_id}", status_code=204)
async def change_webhook(
    session: Session, webhook_id: UUID, asked: Written, expected: IfMatch, request: Request, response: Response
) -> None:
    webhook = await webhook_for_update(session, webhook_id)
    expected.must_be(webhook)
    asked.must_be_allowed(request.app.state.settings)
    webhook.name, webhook.url, webhook.topics = asked.name, asked.url, asked.topics
    # What is on its way counts no more: it went to the old address, and is the new one's to get.
    webhook.claimed_until = None
    webhook.changed()
    response.headers["Location"] = f"/webhooks/{webhook.id}?done=changed"
