"""Refuse a request: those who asked read why."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model.space.held_offers import let_go
from liaison_events.model.space.space_request import ShownRequest, SpaceRequest
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class No(BaseModel):
    """Those who asked see the reason on their page."""

    reason: Text = Field(max_length=1000)


@router.post("/space/requests/{request_id}/refusal")
async def refuse_request(
    session: Session, worker: Worker, request_id: UUID, no: No, expected: IfMatch, response: Response
) -> ShownRequest:
    asked = await get_for_update(session, SpaceRequest, request_id)
    worker.must_run(asked.office_id)
    expected.must_be(asked)
    asked.refuse(no.reason)
    await let_go(session, asked)
    response.headers["Location"] = f"/space/requests/{asked.id}"
    tell_version(response, asked.version)
    return asked.shown()
