"""Give feedback by ticket: whoever had a place says how it was, once, and which sign-up it was is not kept."""

import secrets
from typing import Annotated
from uuid import UUID

from fastapi import Cookie, Response
from liaison_kit import clock, cookies, web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import Field

from liaison_events.model import Event
from liaison_events.model.feedback.feedback import Opinion, keep_by_ticket, path_of
from liaison_events.model.sign_ups.sign_up import NoPlaceYet, by_token

router = web.router(ANYBODY)


class OpinionByTicket(Opinion):
    """`token`: the secret of the sign-up's own link. It is not kept."""

    token: str = Field(min_length=1, max_length=100)


# Below the address of the link that everybody has, where a browser says whether it has answered by that one.
@router.post("/events/{event_id}/feedback/ticket", status_code=201, dependencies=[personal_link])
async def give_feedback_by_ticket(
    session: Session,
    event_id: UUID,
    opinion: OpinionByTicket,
    response: Response,
    liaison_feedback: Annotated[str, Cookie(max_length=100)] = "",
) -> None:
    sign_up = await session.scalar(by_token(opinion.token))
    if sign_up is None or sign_up.event_id != event_id:
        raise NotFound
    if not sign_up.has_place:
        raise NoPlaceYet
    event = await get_for_update(session, Event, event_id)
    browser = liaison_feedback or secrets.token_urlsafe(24)
    await keep_by_ticket(session, event, opinion, opinion.token, browser, clock.now())
    if not liaison_feedback:
        cookies.FEEDBACK.give(response, browser, path=path_of(event_id))
    response.headers["Location"] = f"/events/{event_id}/feedback/thanks"
