"""Show the form for a template: its draft, or the version that it begins with, and what a text may speak of."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.placeholders import Kind, Words, needed, placeholders
from liaison_notifications.model.templates.shown import (
    Language,
    Number,
    ShownVersion,
    first_words,
    key_of,
    shown,
    words,
)
from liaison_notifications.model.templates.template import template_of, versions_of

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Placeholder(BaseModel):
    """`needed`: it must not be left out."""

    name: str
    kind: Kind
    needed: bool


class TemplateForm(BaseModel):
    """`begins_with`: the draft, else the version that was asked for, else the one in use."""

    purpose: Words
    language: Language
    channel: Channel
    version: int = Field(description="Of the template, for If-Match.")
    begins_with: ShownVersion
    placeholders: list[Placeholder]


@router.get("/messages/templates/{purpose}/{language}/{channel}/form")
async def show_template_form(
    session: Session,
    purpose: Words,
    language: Language,
    channel: Channel,
    response: Response,
    number: Number | None = None,
) -> TemplateForm:
    key = key_of(purpose, language, channel)
    template = await template_of(session, key)
    tell_version(response, template.version)
    newest = next(iter(await versions_of(session, template)), None)
    if newest and newest.published_at is None:
        begins_with = shown(newest)
    else:
        _, _, version = await words(session, key, template.published if number is None else number)
        begins_with = shown(version) if version else first_words(key)
    wanted = needed(purpose, channel)
    declared = placeholders(purpose, channel).items()
    return TemplateForm(
        purpose=purpose,
        language=language,
        channel=channel,
        version=template.version,
        begins_with=begins_with,
        placeholders=[Placeholder(name=name, kind=kind, needed=name in wanted) for name, kind in declared],
    )
