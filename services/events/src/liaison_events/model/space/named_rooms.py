"""What the rooms of an office are called, for whoever reads of a request for one."""

from uuid import UUID

from liaison_contracts.registry import Room
from pydantic import BaseModel

from liaison_events.model.office import OfficeCopy


class RoomName(BaseModel):
    """A room, in both languages."""

    id: UUID
    name: str
    name_en: str


def named_rooms(office: OfficeCopy) -> list[RoomName]:
    """All of them, those too that are used no more: somebody may have asked for one."""
    rooms = map(Room.model_validate, office.rooms)
    return [RoomName(id=room.id, name=room.name, name_en=room.name_en) for room in rooms]
