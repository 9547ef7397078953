"""Send again: a message that could not be sent waits to be once more, because somebody asks for it."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_notifications.model import Delivery
from liaison_notifications.model.planning.planning import must_be_wanted
from liaison_notifications.model.sending.delivery import DeliveryStatus, MightArriveTwice
from liaison_notifications.model.sending.receipts import is_told_of

router = web.router(only(Role.ADMINISTRATOR, Role.COORDINATOR))


class WaitingAgain(BaseModel):
    """It is sent within seconds, unless it has become useless by then."""

    id: UUID
    status: DeliveryStatus


@router.post("/messages/{delivery_id}/sendings", status_code=202)
async def send_again(session: Session, delivery_id: UUID) -> WaitingAgain:
    delivery = await get_for_update(session, Delivery, delivery_id)
    delivery.wait_again(clock.now())
    if await is_told_of(session, delivery):
        raise MightArriveTwice
    await must_be_wanted(session, delivery)
    return WaitingAgain(id=delivery.id, status=DeliveryStatus(delivery.status))
