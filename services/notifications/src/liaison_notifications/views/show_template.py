"""Show a template: its versions, which of them is in use, and who put which into use when."""

from enum import StrEnum

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.placeholders import Words
from liaison_notifications.model.templates.shown import (
    Language,
    ShownPublication,
    ShownVersion,
    first_words,
    history,
    key_of,
    shown,
)
from liaison_notifications.model.templates.template import template_of, versions_of

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Done(StrEnum):
    """What has just succeeded."""

    PUBLISHED = "published"


class ShownTemplate(BaseModel):
    """`version`: of the template, for If-Match."""

    purpose: Words
    language: Language
    channel: Channel
    version: int
    published: int
    versions: list[ShownVersion] = Field(description="Newest first; the last is the one that comes with the software.")
    history: list[ShownPublication]
    done: Done | None


@router.get("/messages/templates/{purpose}/{language}/{channel}")
async def show_template(
    session: Session,
    purpose: Words,
    language: Language,
    channel: Channel,
    response: Response,
    done: Done | None = None,
) -> ShownTemplate:
    key = key_of(purpose, language, channel)
    template = await template_of(session, key)
    tell_version(response, template.version)
    return ShownTemplate(
        purpose=purpose,
        language=language,
        channel=channel,
        version=template.version,
        published=template.published,
        versions=[*map(shown, await versions_of(session, template)), first_words(key)],
        history=await history(session, template),
        done=done,
    )
