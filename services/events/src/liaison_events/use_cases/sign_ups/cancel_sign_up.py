"""Cancel a sign-up: whoever holds its link gives the place back, and whoever has waited longest is offered it."""

from liaison_contracts.events import SignUpCancelled
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.sign_up import SignUpStatus, by_token
from liaison_events.model.sign_ups.waiting_list import offer_free_places

router = web.router(ANYBODY)


class Outcome(BaseModel):
    """Cancelled, also if it was before."""

    status: SignUpStatus


@router.post("/sign-ups/{token}/cancellation", dependencies=[personal_link])
async def cancel_sign_up(session: Session, token: str) -> Outcome:
    event_id = await session.scalar(by_token(token).with_only_columns(SignUp.event_id))
    if event_id is None:
        raise NotFound
    # The event first, as everywhere: whoever counts its places waits for this.
    event = await get_for_update(session, Event, event_id)
    sign_up = (await session.scalars(by_token(token).with_for_update())).one()
    if sign_up.cancel(event.starts_at, clock.now()):
        outbox.publish(
            session,
            SignUpCancelled(
                occurred_on=clock.today(), sign_up_id=sign_up.id, version=sign_up.version, event_id=event.id
            ),
        )
        await offer_free_places(session, event, clock.now())
    return Outcome(status=SignUpStatus(sign_up.status))
