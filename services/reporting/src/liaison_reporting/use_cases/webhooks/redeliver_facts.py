"""Redeliver facts: a webhook gets again what came from one fact or moment on, or everything.

No fact: nothing has happened, it is told again, under the same `webhook-id`.
"""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty, Moment
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_reporting.model.webhooks.redelivery import before
from liaison_reporting.model.webhooks.written import webhook_for_update

router = web.router(for_the_network(Role.ADMINISTRATOR))


class Point(BaseModel):
    """From this fact on, or from what was recorded at that moment on; from the beginning if neither is said."""

    fact_id: Annotated[UUID | None, LeftEmpty] = None
    since: Annotated[Moment | None, LeftEmpty] = None


@router.post("/webhooks/{webhook_id}/redelivery", status_code=202)
async def redeliver_facts(session: Session, webhook_id: UUID, point: Point, response: Response) -> None:
    webhook = await webhook_for_update(session, webhook_id)
    webhook.go_on_from(await before(session, point.fact_id, point.since), clock.real_now())
    response.headers["Location"] = f"/webhooks/{webhook.id}?done=redelivered"
