"""Give feedback: whoever opens the form at the end of an event says how it was, once in each browser."""

from typing import Annotated
from uuid import UUID

from fastapi import Cookie, Response
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_events.model import Event
from liaison_events.model.feedback.feedback import CookieMissing, Opinion, keep_by_link

router = web.router(ANYBODY)


class Thanks(BaseModel):
    """It was taken; nothing else is said, so that no answer has a name."""

    event_id: UUID


@router.post("/events/{event_id}/feedback", status_code=201)
async def give_feedback(
    session: Session,
    event_id: UUID,
    opinion: Opinion,
    response: Response,
    liaison_feedback: Annotated[str, Cookie(max_length=100)] = "",
) -> Thanks:
    event = await get_for_update(session, Event, event_id)
    if not liaison_feedback:
        raise CookieMissing
    await keep_by_link(session, event, opinion, liaison_feedback, clock.now())
    response.headers["Location"] = f"/events/{event_id}/feedback/thanks"
    return Thanks(event_id=event_id)
