"""List the templates: what each kind of message is written with, in both languages."""

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_notifications.model import MessageTemplate, TemplateVersion
from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.placeholders import CHANNELS, Words
from liaison_notifications.model.templates.shown import Language
from liaison_notifications.model.templates.template import Key, untouched

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class ListedTemplate(BaseModel):
    """`published`: the version in use, 0 being the one that comes with the software; `draft`: one that is not yet."""

    purpose: Words
    language: Language
    channel: Channel
    published: int
    draft: int | None


class Templates(BaseModel):
    """By purpose and channel, the languages beside each other."""

    templates: list[ListedTemplate]


@router.get("/messages/templates")
async def list_templates(session: Session) -> Templates:
    written = {template.key: template for template in await session.scalars(select(MessageTemplate))}
    drafts = select(TemplateVersion).where(TemplateVersion.published_at.is_(None))
    draft_of = {draft.template_id: draft.number for draft in await session.scalars(drafts)}
    found = []
    for purpose, channels in CHANNELS.items():
        for channel in channels:
            for language in Language:
                key = Key(purpose, language, channel)
                template = written.get(key) or untouched(key)
                of_it = {"published": template.published, "draft": draft_of.get(template.id)}
                found.append(ListedTemplate(**key._asdict(), **of_it))
    return Templates(templates=found)
