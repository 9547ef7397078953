"""Cancel a sign-up: whoever holds its link gives the place back."""

from liaison_contracts.events import SignUpCancelled
from liaison_kit import clock, outbox, web
from liaison_kit.database import get
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_events.model import Event
from liaison_events.model.sign_up import SignUpStatus, by_token

router = web.router(ANYBODY)


class Outcome(BaseModel):
    """Cancelled, also if it was before."""

    status: SignUpStatus


@router.post("/sign-ups/{token}/cancellation", dependencies=[personal_link])
async def cancel_sign_up(session: Session, token: str) -> Outcome:
    sign_up = await session.scalar(by_token(token).with_for_update())
    if sign_up is None:
        raise NotFound
    event = await get(session, Event, sign_up.event_id)
    if sign_up.cancel(event.starts_at, clock.now()):
        outbox.publish(
            session,
            SignUpCancelled(
                occurred_on=clock.today(), sign_up_id=sign_up.id, version=sign_up.version, event_id=event.id
            ),
        )
    return Outcome(status=SignUpStatus(sign_up.status))
