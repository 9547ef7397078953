"""Publish a template: messages are written in these words from the next one on; an earlier version is gone back to."""

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.placeholders import Words
from liaison_notifications.model.templates.preview import previews
from liaison_notifications.model.templates.shown import Language, Number, WrittenVersion, key_of
from liaison_notifications.model.templates.template import AS_DELIVERED, publish, template_for_update, version_of

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


@router.post("/messages/templates/{purpose}/{language}/{channel}/versions/{number}/publication", status_code=201)
async def publish_template(
    session: Session,
    worker: Worker,
    purpose: Words,
    language: Language,
    channel: Channel,
    number: Number,
    expected: IfMatch,
    request: Request,
    response: Response,
) -> WrittenVersion:
    """No fact: only messages show it, and each knows which words it was sent in."""
    key, settings = key_of(purpose, language, channel), request.app.state.settings
    template = await template_for_update(session, key)
    expected.must_be(template)
    version = None if number == AS_DELIVERED else await version_of(session, template, number)
    if version:  # also one that was right once: what messages must say may have grown since
        previews(key, version.subject, version.text, clock.now(), settings.url, settings.sms_part_kopiykas)
    publish(session, template, version, worker.id, clock.now())
    response.headers["Location"] = f"/messages/templates/{'/'.join(key)}?done=published"
    tell_version(response, template.version)
    return WrittenVersion(number=number)
