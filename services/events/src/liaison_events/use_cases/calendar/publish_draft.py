"""Publish a draft: with all that an event needs it comes onto the public calendar, and the draft is gone."""

from uuid import UUID

from fastapi import Response
from fastapi.exceptions import RequestValidationError
from liaison_contracts.events import EventState
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session, Worker
from pydantic import ValidationError

from liaison_events.model import Draft
from liaison_events.model.calendar.planning import Plan, schedule
from liaison_events.model.sign_ups.groups import Limits, set_limits

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/events/drafts/{draft_id}/publication", status_code=201)
async def publish_draft(
    session: Session, worker: Worker, draft_id: UUID, expected: IfMatch, response: Response
) -> EventState:
    draft = await get_for_update(session, Draft, draft_id)
    worker.must_run(draft.office_id)
    expected.must_be(draft)
    try:
        plan = Plan.model_validate(draft.plan)
    except ValidationError as error:
        # Said as if it had been sent now: each field that is missing is named.
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from error
    event = await schedule(session, plan, draft.id, worker.must_run)
    # Of its groups no fact tells: nothing of them is public.
    await set_limits(session, event.id, Limits.model_validate(draft.plan).model_dump(exclude_none=True))
    await session.delete(draft)
    response.headers["Location"] = f"/events/{event.id}"
    return event.state()
