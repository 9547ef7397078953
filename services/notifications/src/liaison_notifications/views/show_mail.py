"""Show a mail as a mail program shows it: what a version of a template makes of an example, as HTML."""

from typing import Literal

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_notifications.html import html_of
from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.placeholders import Words
from liaison_notifications.model.templates.preview import previews
from liaison_notifications.model.templates.shown import Language, Number, key_of, words

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))

ALONE = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""Somebody has written it: it runs nothing, loads nothing, and is in an origin of its own. Mails have styles inline."""


@router.get("/messages/templates/{purpose}/{language}/{channel}/versions/{number}/mail", response_class=HTMLResponse)
async def show_mail(
    session: Session,
    purpose: Words,
    language: Language,
    channel: Channel,
    number: Number,
    request: Request,
    example: Literal["uk", "en"] = "uk",
) -> Response:
    key, settings = key_of(purpose, language, channel), request.app.state.settings
    if channel != Channel.EMAIL:
        raise NotFound
    subject, text, _ = await words(session, key, number)
    found = previews(key, subject, text, clock.now(), settings.url, settings.sms_part_kopiykas)
    one = next(each for each in found if each.example == example)
    return HTMLResponse(
        html_of(one.text, one.subject, language, settings.url), headers={"Content-Security-Policy": ALONE}
    )
