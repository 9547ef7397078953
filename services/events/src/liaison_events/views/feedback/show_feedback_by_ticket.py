"""Show the feedback form to whoever had a place: the same form, reached from one's own page."""

from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel, Field

from liaison_events.model import Event, ShownEvent
from liaison_events.model.feedback.feedback import takes_feedback
from liaison_events.model.sign_ups.sign_up import by_token

router = web.router(ANYBODY)


class TicketFeedbackForm(BaseModel):
    """Whether feedback is taken now, of a sign-up that has a place."""

    event: ShownEvent
    open: bool
    token: str = Field(exclude=True)


@router.get("/sign-ups/{token}/feedback", dependencies=[personal_link])
async def show_feedback_by_ticket(session: Session, token: str) -> TicketFeedbackForm:
    sign_up = await session.scalar(by_token(token))
    if sign_up is None:
        raise NotFound
    event = await get(session, Event, sign_up.event_id)
    open_now = sign_up.has_place and takes_feedback(event, clock.now())
    return TicketFeedbackForm(event=event.shown(), open=open_now, token=token)
