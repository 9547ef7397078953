"""Show the results of feedback: staff see averages and comments from five answers on, and the way to the form."""

from uuid import UUID

import segno
from fastapi import Request
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_events.model import Event, ShownEvent
from liaison_events.model.feedback.feedback import WAVE, Feedback

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class FeedbackResults(BaseModel):
    """Averages are None until there are five answers; `answers` grows by five."""

    event: ShownEvent
    answers: int = Field(description="Those that are shown: complete waves of five.")
    rating: float | None
    understood: float | None
    comments: list[str]
    link: str
    picture: str


@router.get("/events/{event_id}/feedback/results")
async def show_feedback_results(session: Session, worker: Worker, event_id: UUID, request: Request) -> FeedbackResults:
    event = await get(session, Event, event_id)
    worker.must_run(event.office_id)
    mine = Feedback.event_id == event_id
    waves = (await session.scalar(select(func.count()).where(mine)) or 0) // WAVE
    shown = mine & (Feedback.wave < waves)
    averages = select(func.count(), func.avg(Feedback.rating), func.avg(Feedback.understood)).where(shown)
    answers, rating, understood = (await session.execute(averages)).one()
    # Ids are random: so is the order of the comments.
    comments = await session.scalars(
        select(Feedback.comment).where(shown, Feedback.comment != "").order_by(Feedback.id)
    )
    link = f"{request.app.state.settings.url.rstrip('/')}/events/{event_id}/feedback"
    return FeedbackResults(
        event=event.shown(),
        answers=answers,
        rating=round(float(rating), 1) if rating else None,
        understood=round(float(understood), 1) if understood else None,
        comments=list(comments),
        link=link,
        picture=segno.make(link, error="m", micro=False).svg_inline(border=4, light="#fff", omitsize=True),
    )
