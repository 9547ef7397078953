"""Erase a participant: whoever holds the link has their name and contact deleted at once; a place is given back."""

from fastapi import Response
from liaison_contracts.events import ParticipantContact, SignUpCancelled
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link

from liaison_events.model import Event, SignUp
from liaison_events.model.sealing_key import seal_nobody
from liaison_events.model.sign_ups.sign_up import by_token
from liaison_events.model.sign_ups.waiting_list import offer_free_places

router = web.router(ANYBODY)


@router.post("/sign-ups/{token}/erasure", status_code=204, dependencies=[personal_link])
async def erase_participant(session: Session, token: str, response: Response) -> None:
    event_id = await session.scalar(by_token(token).with_only_columns(SignUp.event_id))
    if event_id is None:
        raise NotFound
    # The event first, as everywhere: whoever counts its places waits for this.
    event = await get_for_update(session, Event, event_id)
    sign_up = (await session.scalars(by_token(token).with_for_update())).one()
    day, ids = clock.today(), {"sign_up_id": sign_up.id, "event_id": event.id}
    if event.ends_at > clock.now() and sign_up.cancel(event.starts_at, clock.now()):
        outbox.publish(session, SignUpCancelled(occurred_on=day, version=sign_up.version, **ids))
        await offer_free_places(session, event, clock.now())
    if sign_up.is_known:
        sign_up.forget()
        sign_up.changed()
        # A contact of nobody takes the place of theirs, also where messages are sent.
        sealed, key_version = await seal_nobody(session)
        told = {"version": sign_up.version, "sealed": sealed, "key_version": key_version}
        outbox.publish(session, ParticipantContact(occurred_on=day, **ids, **told))
    response.headers["Location"] = f"/sign-ups/{token}?erased=true"
