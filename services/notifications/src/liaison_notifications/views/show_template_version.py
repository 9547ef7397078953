"""Show a version of a template: what it makes of examples, in how many parts an SMS goes, and what that costs."""

from enum import StrEnum

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.errors import FieldError
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.checking import TextUnusable
from liaison_notifications.model.templates.placeholders import Words
from liaison_notifications.model.templates.preview import Preview, plain_source, previews
from liaison_notifications.model.templates.shown import (
    Language,
    Number,
    ShownVersion,
    first_words,
    key_of,
    shown,
    words,
)
from liaison_notifications.model.templates.template import template_of

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Sent(StrEnum):
    """What has just succeeded."""

    SENT = "sent"


class Problem(BaseModel):
    """Why it cannot be used any more; `values` are for the places in the message."""

    message: str
    values: dict[str, str | int]


class PreviewedVersion(BaseModel):
    """`version`: of the template, for If-Match. `plain_text`: with plain marks, where these alone make it longer."""

    purpose: Words
    language: Language
    channel: Channel
    version: int
    published: int
    shown: ShownVersion
    previews: list[Preview]
    problem: Problem | None
    plain_text: str | None
    may_be_tried: bool = Field(description="Whether there are addresses that test messages may go to.")
    done: Sent | None


@router.get("/messages/templates/{purpose}/{language}/{channel}/versions/{number}")
async def show_template_version(
    session: Session,
    purpose: Words,
    language: Language,
    channel: Channel,
    number: Number,
    request: Request,
    response: Response,
    done: Sent | None = None,
) -> PreviewedVersion:
    key, settings = key_of(purpose, language, channel), request.app.state.settings
    template, (subject, text, version) = await template_of(session, key), await words(session, key, number)
    found, problem = [], None
    try:
        found = previews(key, subject, text, clock.now(), settings.url, settings.sms_part_kopiykas)
    except TextUnusable as unusable:
        problem = _problem(unusable.errors[0])
    tell_version(response, template.version)
    simple = plain_source(text)
    return PreviewedVersion(
        purpose=purpose,
        language=language,
        channel=channel,
        version=template.version,
        published=template.published,
        shown=shown(version) if version else first_words(key),
        previews=found,
        problem=problem,
        plain_text=simple if simple != text and _are_dearer(found) else None,
        may_be_tried=bool(settings.trials),
        done=done,
    )


def _are_dearer(found: list[Preview]) -> bool:
    return any(one.sms is not None and one.sms.plain_parts is not None for one in found)


def _problem(error: FieldError) -> Problem:
    return Problem(message=error.message, values=error.values)
