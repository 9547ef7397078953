"""Remove a webhook with its log: its receiver is told nothing any more.

No fact: nobody else has to know.
"""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_reporting.model.webhooks.written import webhook_for_update

router = web.router(for_the_network(Role.ADMINISTRATOR))


@router.post("/webhooks/{webhook_id}/removal", status_code=204)
async def remove_webhook(session: Session, webhook_id: UUID, response: Response) -> None:
    await session.delete(await webhook_for_update(session, webhook_id))
    response.headers["Location"] = "/webhooks"
