"""Limit groups: of an event's places only so many are for children, or for members of organisations."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_events.model import Event
from liaison_events.model.sign_ups.groups import Limits, set_limits
from liaison_events.model.sign_ups.waiting_list import offer_free_places

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/events/{event_id}/groups")
async def limit_groups(
    session: Session, worker: Worker, event_id: UUID, limits: Limits, expected: IfMatch, response: Response
) -> Limits:
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    expected.must_be(event)
    event.must_be_scheduled()
    await set_limits(session, event.id, limits.model_dump(exclude_none=True))
    # Nothing of it is public, so no fact tells it; whoever edits the event beside this sees that it is another by now.
    event.changed()
    # More places of a group are for those who wait for them.
    await offer_free_places(session, event, clock.now())
    response.headers["Location"] = f"/events/{event_id}/edit"
    tell_version(response, event.version)
    return limits
