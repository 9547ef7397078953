"""Show a request for space to those who asked: what the office has answered, and what they can do."""

from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_events.model.space.named_rooms import RoomName, named_rooms
from liaison_events.model.space.space_request import RequestStatus, ShownRequest, request_of
from liaison_events.model.workplace import office_copy

router = web.router(ANYBODY)


class SpacePage(BaseModel):
    """Nothing that says who asks: links are forwarded."""

    request: ShownRequest
    office_slug: str
    office_name: str
    office_name_en: str
    rooms: list[RoomName]
    can_withdraw: bool


@router.get("/space/mine/{token}", dependencies=[personal_link])
async def show_space(session: Session, token: str) -> SpacePage:
    asked = await session.scalar(request_of(token))
    if asked is None:
        raise NotFound
    office = await office_copy(session, asked.office_id)
    booked = asked.status == RequestStatus.APPROVED and asked.booking_id is not None and clock.now() < asked.starts_at
    return SpacePage(
        request=asked.shown(),
        office_slug=office.slug,
        office_name=office.name,
        office_name_en=office.name_en,
        rooms=named_rooms(office),
        can_withdraw=asked.is_open or booked,
    )
