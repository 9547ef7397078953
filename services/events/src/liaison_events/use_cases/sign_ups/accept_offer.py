"""Accept an offer: whoever waited for a place takes the one that is held for them, or a free one in the last hour."""

from liaison_contracts.events import SignUpConfirmed
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.sign_up import SignUpStatus, by_token
from liaison_events.model.sign_ups.waiting_list import take_offered_or_free

router = web.router(ANYBODY)


class Accepted(BaseModel):
    """Confirmed, also if it was before."""

    status: SignUpStatus


@router.post("/sign-ups/{token}/acceptance", dependencies=[personal_link])
async def accept_offer(session: Session, token: str) -> Accepted:
    event_id = await session.scalar(by_token(token).with_only_columns(SignUp.event_id))
    if event_id is None:
        raise NotFound
    event = await get_for_update(session, Event, event_id)
    sign_up = (await session.scalars(by_token(token).with_for_update())).one()
    event.must_be_scheduled()
    if await take_offered_or_free(session, event, sign_up, clock.now()):
        outbox.publish(
            session,
            SignUpConfirmed(
                occurred_on=clock.today(),
                sign_up_id=sign_up.id,
                version=sign_up.version,
                event_id=event.id,
                party_size=sign_up.party_size,
            ),
        )
    return Accepted(status=SignUpStatus(sign_up.status))
