"""Send again: a message that could not be sent waits to be once more, because somebody asks for it.

Each office its own; what is about no sign-up (letters, news, test messages) is the whole network's.
"""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import NotAllowed, only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_notifications.model import Delivery
from liaison_notifications.model.copies import office_of
from liaison_notifications.model.planning.planning import must_be_wanted
from liaison_notifications.model.sending.delivery import DeliveryStatus, MightArriveTwice
from liaison_notifications.model.sending.receipts import is_told_of

router = web.router(only(Role.ADMINISTRATOR, Role.COORDINATOR))


class WaitingAgain(BaseModel):
    """It is sent within seconds, unless it has become useless by then."""

    id: UUID
    status: DeliveryStatus


@router.post("/messages/{delivery_id}/sendings", status_code=202)
async def send_again(session: Session, worker: Worker, delivery_id: UUID) -> WaitingAgain:
    delivery = await get_for_update(session, Delivery, delivery_id)
    office_id = await office_of(session, delivery.event_id) if delivery.sign_up_id else None
    if office_id is not None:
        worker.must_run(office_id)
    elif not worker.whole_network:
        raise NotAllowed
    delivery.wait_again(clock.now())
    if await is_told_of(session, delivery):
        raise MightArriveTwice
    await must_be_wanted(session, delivery)
    return WaitingAgain(id=delivery.id, status=DeliveryStatus(delivery.status))
