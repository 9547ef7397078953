"""Try a template: one message in these words to an address that is listed for it, to see it as others will."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field, StringConstraints

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.placeholders import Words
from liaison_notifications.model.templates.preview import previews
from liaison_notifications.model.templates.shown import Language, Number, key_of, words
from liaison_notifications.model.templates.trials import Trial, address_of, plan_trial

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Recipient(BaseModel):
    """Oneself: in the body, never in an address. It is sealed until the message has left, and kept nowhere."""

    to: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(max_length=254)


class OnItsWay(BaseModel):
    """What becomes of it is shown among the messages."""

    id: UUID


@router.post("/messages/templates/{purpose}/{language}/{channel}/versions/{number}/trials", status_code=202)
async def try_template(
    session: Session,
    worker: Worker,
    purpose: Words,
    language: Language,
    channel: Channel,
    number: Number,
    recipient: Recipient,
    request: Request,
    response: Response,
) -> OnItsWay:
    """No fact: it is nobody's business but the asker's."""
    key, settings, now = key_of(purpose, language, channel), request.app.state.settings, clock.now()
    subject, text, version = await words(session, key, number)
    shown = previews(key, subject, text, now, settings.url, settings.sms_part_kopiykas)
    # With the example whose content is in the language of the words.
    one = next(each for each in shown if each.example == language)
    to = address_of(recipient.to, channel, settings.trials)
    trial = Trial(to=to, subject=one.subject, text=one.text, language=language)
    delivery = await plan_trial(session, trial, channel, worker.id, version.id if version else None, now)
    response.headers["Location"] = f"/messages/templates/{'/'.join(key)}/versions/{number}?done=sent"
    return OnItsWay(id=delivery.id)
