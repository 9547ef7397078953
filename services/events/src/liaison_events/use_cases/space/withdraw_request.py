"""Withdraw a request: those who asked need the room no more, and it is free for others."""

from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_events.model.space.room_booking import RoomBooking
from liaison_events.model.space.space_request import RequestStatus, request_of

router = web.router(ANYBODY)


class Withdrawn(BaseModel):
    """What became of it: withdrawn, also if it was before; refused, where it was refused."""

    status: RequestStatus


@router.post("/space/mine/{token}/withdrawal", dependencies=[personal_link])
async def withdraw_request(session: Session, token: str) -> Withdrawn:
    asked = await session.scalar(request_of(token).with_for_update())
    if asked is None:
        raise NotFound
    if asked.withdraw() and asked.booking_id:
        booking = await get_for_update(session, RoomBooking, asked.booking_id)
        booking.cancel()
    return Withdrawn(status=RequestStatus(asked.status))
