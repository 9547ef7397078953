"""Explain messages: somebody asks why they did or did not get one; whoever they ask types their telephone or email."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field, StringConstraints

from liaison_notifications.model import Explanation
from liaison_notifications.model.explanations.explanations import requests_of, sign_ups_of, wanted
from liaison_notifications.model.explanations.followed import news_of

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Question(BaseModel):
    """In the body, never in an address: it is not kept, and stands in no log."""

    contact: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(
        max_length=254, description="A telephone number or an email address."
    )


class Asked(BaseModel):
    """The explanation is at `Location`, for an hour, for who asked alone."""

    id: UUID
    sign_ups: int = Field(description="How many sign-ups left this contact.")
    requests: int = Field(description="How many messages other systems asked for; told for the whole network alone.")


@router.post("/messages/explanations", status_code=201)
async def explain_messages(
    session: Session, worker: Worker, question: Question, request: Request, response: Response
) -> Asked:
    who, key_file = wanted(question.contact), request.app.state.settings.sealing_key_file
    sign_up_ids, unopenable = await sign_ups_of(session, who, worker, key_file)
    request_ids = await requests_of(session, who, worker, key_file)
    explanation = Explanation(id=new_id(), account=worker.id, sign_up_ids=sign_up_ids, unopenable=unopenable)
    explanation.request_ids, explanation.news_ids = request_ids, await news_of(session, who.address, worker, key_file)
    explanation.asked_at = clock.now()
    session.add(explanation)
    response.headers["Location"] = f"/messages/explanations/{explanation.id}"
    return Asked(id=explanation.id, sign_ups=len(sign_up_ids), requests=len(request_ids))
