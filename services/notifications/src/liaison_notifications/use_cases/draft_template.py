"""Draft a template: other words for messages of one purpose, language and channel, which nobody is sent yet."""

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.placeholders import Words
from liaison_notifications.model.templates.preview import previews
from liaison_notifications.model.templates.shown import Draft, Language, WrittenVersion, key_of
from liaison_notifications.model.templates.template import draft, template_for_update

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


@router.post("/messages/templates/{purpose}/{language}/{channel}/draft", status_code=201)
async def draft_template(
    session: Session,
    worker: Worker,
    purpose: Words,
    language: Language,
    channel: Channel,
    written: Draft,
    expected: IfMatch,
    request: Request,
    response: Response,
) -> WrittenVersion:
    """No fact: nothing that anybody is sent has changed."""
    key, settings = key_of(purpose, language, channel), request.app.state.settings
    template = await template_for_update(session, key)
    expected.must_be(template)
    subject, text = written.as_kept(channel)
    previews(key, subject, text, clock.now(), settings.url, settings.sms_part_kopiykas)
    version = await draft(session, template, subject, text, worker.id, clock.now())
    response.headers["Location"] = f"/messages/templates/{'/'.join(key)}/versions/{version.number}"
    tell_version(response, template.version)
    return WrittenVersion(number=version.number)
