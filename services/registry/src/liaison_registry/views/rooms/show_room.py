"""Show a room: what is in it, when it can be booked, when it is blocked, and what can be done about it."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import Blocking, OfficeState, Room
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.offices.week import written
from liaison_registry.model.rooms.rooms import EQUIPMENT, room_of

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class RoomPage(BaseModel):
    """`week`: what is written for each weekday; `coming`: blockings not over yet; `equipment`: what a room can have."""

    office: OfficeState
    room: Room
    week: dict[str, str]
    coming: list[Blocking]
    equipment: tuple[str, ...]


@router.get("/offices/{slug}/rooms/{room_id}")
async def show_room(
    session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")], room_id: UUID, response: Response
) -> RoomPage:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    room = room_of(office.rooms, room_id)
    tell_version(response, office.version)
    return RoomPage(
        office=office.state(),
        room=room,
        week=written([(one.weekday, one) for one in room.bookable]),
        coming=[one for one in room.blockings if one.ends_at > clock.now()],
        equipment=EQUIPMENT,
    )
