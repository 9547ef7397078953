"""What has come between an event and its place: its office does not work, or its room cannot be used then.

A flag is for the staff. It cancels nothing: a person decides whether the event moves, waits or is cancelled.
"""

from enum import StrEnum

from liaison_contracts.registry import OfficeStatus, Room

from liaison_events.model.calendar.room_time import Holder, RoomTime
from liaison_events.model.office import OfficeCopy


class Flag(StrEnum):
    """Why staff should look at what is booked."""

    OFFICE_SUSPENDED = "office_suspended"
    OFFICE_CLOSED = "office_closed"
    ROOM_BLOCKED = "room_blocked"
    ROOM_RETIRED = "room_retired"


def flags_of(booked: Holder, office: OfficeCopy) -> list[Flag]:
    """As the registry told of the office last; none where all is as it was."""
    found, needed = [], RoomTime.of(booked)
    if office.status == OfficeStatus.SUSPENDED:
        found.append(Flag.OFFICE_SUSPENDED)
    if office.status == OfficeStatus.CLOSED:
        found.append(Flag.OFFICE_CLOSED)
    room = next((one for one in map(Room.model_validate, office.rooms) if one.id == booked.room_id), None)
    if room is None or room.retired:
        found.append(Flag.ROOM_RETIRED)
    elif any(one.starts_at < needed.held_until and one.ends_at > needed.held_from for one in room.blockings):
        found.append(Flag.ROOM_BLOCKED)
    return found
