"""Discard a draft: it was never public, so nobody needs to be told."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session, Worker

from liaison_events.model import Draft

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/events/drafts/{draft_id}/removal", status_code=204)
async def discard_draft(
    session: Session, worker: Worker, draft_id: UUID, expected: IfMatch, response: Response
) -> None:
    draft = await get_for_update(session, Draft, draft_id)
    worker.must_run(draft.office_id)
    expected.must_be(draft)
    await session.delete(draft)
    response.headers["Location"] = "/events/drafts"
