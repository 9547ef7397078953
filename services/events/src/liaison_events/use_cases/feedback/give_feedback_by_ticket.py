"""Give feedback by ticket: whoever had a place says how it was, once, and which sign-up it was is not kept."""

from uuid import UUID

from fastapi import Response
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_events.model import Event
from liaison_events.model.feedback import Opinion, keep
from liaison_events.model.sign_up import NoPlaceYet, by_token

router = web.router(ANYBODY)


class Thanks(BaseModel):
    """It was taken."""

    event_id: UUID


@router.post("/sign-ups/{token}/feedback", status_code=201, dependencies=[personal_link])
async def give_feedback_by_ticket(session: Session, token: str, opinion: Opinion, response: Response) -> Thanks:
    sign_up = await session.scalar(by_token(token))
    if sign_up is None:
        raise NotFound
    if not sign_up.has_place:
        raise NoPlaceYet
    event = await get_for_update(session, Event, sign_up.event_id)
    # The link's own secret, of which the database knows only another hash: the mark leads to no sign-up.
    await keep(session, event, opinion, token, clock.now())
    response.headers["Location"] = f"/events/{event.id}/feedback/thanks"
    return Thanks(event_id=event.id)
