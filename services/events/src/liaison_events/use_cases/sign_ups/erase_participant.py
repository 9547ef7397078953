"""Erase a participant: whoever holds the link has their name and contact deleted at once; a place is given back."""

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link

from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.erasing import erase
from liaison_events.model.sign_ups.sign_up import by_token
from liaison_events.model.wishes import note_erased

router = web.router(ANYBODY)


@router.post("/sign-ups/{token}/erasure", status_code=204, dependencies=[personal_link])
async def erase_participant(session: Session, token: str, request: Request, response: Response) -> None:
    event_id = await session.scalar(by_token(token).with_only_columns(SignUp.event_id))
    if event_id is None:
        raise NotFound
    # The event first, as everywhere: whoever counts its places waits for this.
    event = await get_for_update(session, Event, event_id)
    sign_up, now = (await session.scalars(by_token(token).with_for_update())).one(), clock.now()
    if event.ends_at > now:
        sign_up.must_be_free_to_leave(event.starts_at, now)
    if sign_up.is_known:
        await note_erased(request.app.state.settings.wishes_file, sign_up.id, now)
    await erase(session, event, sign_up, asked_at=now)
    response.headers["Location"] = f"/sign-ups/{token}?erased=true"
