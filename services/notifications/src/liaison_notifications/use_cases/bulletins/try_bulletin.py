"""Try a bulletin: one message of it to an address that is typed, to see it as others will."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.errors import Refusal
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field, StringConstraints

from liaison_notifications.model.bulletins.audience import must_run
from liaison_notifications.model.bulletins.bulletin import Bulletin
from liaison_notifications.model.bulletins.words import EXAMPLE_TOKEN, said
from liaison_notifications.model.consent.addresses import typed
from liaison_notifications.model.templates.shown import Language
from liaison_notifications.model.templates.trials import Trial, address_of, plan_trial

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class NoWordsForIt(Refusal):
    """This bulletin has no words for it: an email needs a text, an SMS needs its own."""

    field = "to"


class Tester(BaseModel):
    """Oneself, by email or telephone: in the body, never in an address. It is sealed until the message has left."""

    to: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(max_length=254)
    language: Language = Language.UK


class TrialPlanned(BaseModel):
    """What becomes of it is shown among the messages."""

    id: UUID


@router.post("/messages/bulletins/{bulletin_id}/trials", status_code=202)
async def try_bulletin(
    session: Session, worker: Worker, bulletin_id: UUID, tester: Tester, request: Request, response: Response
) -> TrialPlanned:
    """No fact: it is nobody's business but the asker's."""
    bulletin = await get(session, Bulletin, bulletin_id)
    await must_run(session, worker, bulletin)
    channel = typed(tester.to).channel
    if channel not in bulletin.channels:
        raise NoWordsForIt
    settings = request.app.state.settings
    link = f"{settings.url.rstrip('/')}/n/{EXAMPLE_TOKEN}"
    words = said(bulletin, tester.language, channel, link)
    to = address_of(tester.to, channel, settings.trials)
    trial = Trial(to=to, subject=words.subject, text=words.text, language=tester.language)
    delivery = await plan_trial(session, trial, channel, worker.id, None, clock.now())
    response.headers["Location"] = f"/messages/bulletins/{bulletin_id}?done=tried"
    return TrialPlanned(id=delivery.id)
