"""List the requests for space that wait for an answer, and the bookings that something has come between."""

from datetime import datetime

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import OfficeCopy
from liaison_events.model.calendar.flags import Flag, flags_of
from liaison_events.model.calendar.room_time import SetUp
from liaison_events.model.space.room_booking import BookingStatus, RoomBooking
from liaison_events.model.space.space_request import RequestStatus, ShownRequest, SpaceRequest
from liaison_events.model.workplace import in_scope

router = web.router(only(Role.WORKER, Role.COORDINATOR))

MOST = 200


class Row(ShownRequest):
    """With the name of its office."""

    office_name: str
    office_name_en: str


class Booking(SetUp):
    """A room that is booked without an event, and what has come between."""

    title: str
    office_name: str
    office_name_en: str
    starts_at: datetime
    ends_at: datetime
    flags: list[Flag]


class RequestList(BaseModel):
    """`waiting` are the office's turn, `offered` those who asked must answer; `bookings` are to come."""

    waiting: list[Row]
    offered: list[Row]
    bookings: list[Booking]


@router.get("/space/requests")
async def list_space_requests(session: Session, worker: Worker) -> RequestList:
    names = {one.id: one for one in await session.scalars(select(OfficeCopy).where(in_scope(worker)))}

    async def requests(status: RequestStatus) -> list[Row]:
        mine = select(SpaceRequest).where(SpaceRequest.office_id.in_(names), SpaceRequest.status == status)
        rows = await session.scalars(mine.order_by(SpaceRequest.starts_at, SpaceRequest.id).limit(MOST))
        return [Row(**one.shown().model_dump(), **_named(names[one.office_id])) for one in rows]

    coming = select(RoomBooking).where(RoomBooking.office_id.in_(names), RoomBooking.ends_at > clock.now())
    held = coming.where(RoomBooking.status == BookingStatus.BOOKED)
    bookings = await session.scalars(held.order_by(RoomBooking.starts_at, RoomBooking.id).limit(MOST))
    return RequestList(
        waiting=await requests(RequestStatus.ASKED),
        offered=await requests(RequestStatus.OFFERED),
        bookings=[_shown(one, names[one.office_id]) for one in bookings],
    )


def _named(office: OfficeCopy) -> dict[str, str]:
    return {"office_name": office.name, "office_name_en": office.name_en}


def _shown(booking: RoomBooking, office: OfficeCopy) -> Booking:
    said = {name: getattr(booking, name) for name in ("title", "starts_at", "ends_at", *SetUp.model_fields)}
    return Booking(**said, **_named(office), flags=flags_of(booking, office))
