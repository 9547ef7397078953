"""Show the feedback form of an event: anybody who was there says how it was."""

import secrets
from typing import Annotated
from uuid import UUID

from fastapi import Cookie, Response
from liaison_kit import clock, cookies, web
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_events.model import Event, ShownEvent
from liaison_events.model.feedback.feedback import path_of, takes_feedback

router = web.router(ANYBODY)


class FeedbackForm(BaseModel):
    """Whether feedback is taken now."""

    event: ShownEvent
    open: bool


@router.get("/events/{event_id}/feedback")
async def show_feedback(
    session: Session,
    event_id: UUID,
    response: Response,
    liaison_feedback: Annotated[str, Cookie(max_length=100)] = "",
) -> FeedbackForm:
    event = await get(session, Event, event_id)
    open_now = takes_feedback(event, clock.now())
    # A number that only this browser knows: of it a hash is kept that says “has answered”, and no more.
    if open_now and not liaison_feedback:
        number = secrets.token_urlsafe(24)
        cookies.FEEDBACK.give(response, number, path=path_of(event_id))
    return FeedbackForm(event=event.shown(), open=open_now)
