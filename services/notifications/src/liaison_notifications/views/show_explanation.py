"""Show an explanation: what became of the messages to a contact and why, for whoever asked, without the contact."""

from datetime import datetime
from uuid import UUID

from fastapi import Request
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_notifications.model import Explanation
from liaison_notifications.model.explanations.explained import LAST_WEEKS, ExplainedSignUp, explain
from liaison_notifications.model.explanations.explanations import KEPT
from liaison_notifications.model.explanations.followed import ExplainedNews, explain_news
from liaison_notifications.model.explanations.requested import ExplainedRequest, explain_requests

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)


class ShownExplanation(BaseModel):
    """Without sign-ups, requests and news, nothing is known of the contact."""

    sign_ups: list[ExplainedSignUp]
    requests: list[ExplainedRequest] = Field(description="What other systems asked for, newest first.")
    news: ExplainedNews | None = Field(description="Messages to many; none: they have nothing to do with such.")
    weeks: int = Field(description="Messages that were planned in so many weeks are shown.")
    whole_network: bool = Field(description="Whether all offices are looked at, or only the account's own.")
    unopenable: int = Field(description="Contacts that no key opens: whose they are cannot be said.")
    shown_until: datetime


@router.get("/messages/explanations/{explanation_id}")
async def show_explanation(
    session: Session, worker: Worker, explanation_id: UUID, request: Request
) -> ShownExplanation:
    explanation = await get(session, Explanation, explanation_id)
    explanation.must_be_for(worker.id, clock.now())
    return ShownExplanation(
        sign_ups=await explain(session, explanation.sign_up_ids, request.app.state.settings.manners, clock.now()),
        requests=await explain_requests(session, explanation.request_ids),
        news=await explain_news(session, explanation.news_ids, clock.now()),
        weeks=LAST_WEEKS.days // 7,
        whole_network=worker.whole_network,
        unopenable=explanation.unopenable,
        shown_until=explanation.asked_at + KEPT,
    )
