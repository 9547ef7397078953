"""Accept another time: those who asked take what the office has offered, and it is booked."""

from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_events.model.calendar.booking import office_of_room
from liaison_events.model.space.making_space import make_space
from liaison_events.model.space.space_request import NothingOffered, RequestStatus, request_of

router = web.router(ANYBODY)


class Accepted(BaseModel):
    """Approved; RoomTaken, by whom and when, if it was not held any more and somebody was quicker."""

    status: RequestStatus


@router.post("/space/mine/{token}/acceptance", dependencies=[personal_link])
async def accept_other_time(session: Session, token: str) -> Accepted:
    asked = await session.scalar(request_of(token))
    if asked is None:
        raise NotFound
    if asked.offered_room_id is None:
        raise NothingOffered
    office = await office_of_room(session, asked.offered_room_id, asked.office_id)
    # Read again now that it is locked: the office may have answered otherwise meanwhile.
    locked = request_of(token).with_for_update().execution_options(populate_existing=True)
    asked = (await session.scalars(locked)).one()
    asked.accept()
    await make_space(session, asked, office, clock.now())
    return Accepted(status=RequestStatus(asked.status))
