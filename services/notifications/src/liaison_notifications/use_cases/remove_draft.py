"""Remove a draft of a template: it was never in use."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates import template as templates
from liaison_notifications.model.templates.placeholders import Words
from liaison_notifications.model.templates.shown import Language, key_of

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


@router.post("/messages/templates/{purpose}/{language}/{channel}/draft/removal", status_code=204)
async def remove_draft(
    session: Session, purpose: Words, language: Language, channel: Channel, expected: IfMatch, response: Response
) -> None:
    """No fact: nothing that anybody is sent has changed."""
    key = key_of(purpose, language, channel)
    template = await templates.template_for_update(session, key)
    expected.must_be(template)
    await templates.remove_draft(session, template)
    response.headers["Location"] = f"/messages/templates/{'/'.join(key)}"
