"""Rooms of an office: what is in them, when they can be booked, and when they are blocked. Their ids never change."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from liaison_contracts.registry import Blocking, OpeningHours, Room
from liaison_kit.errors import Conflict, NotFound, Refusal

EQUIPMENT = ("projector", "screen", "computers", "internet", "sound", "flipchart", "printer", "kitchen")
"""What a room can have; the names stand in `Room.equipment`."""


class SameRoomName(Conflict):
    """This office has a room of this name already."""

    field = "name"


class RoomRetired(Conflict):
    """This room is used no more."""


class WrongBlocking(Refusal):
    """The end must lie after the beginning, and not in the past."""

    field = "ends_at"


class BlockedAlready(Conflict):
    """The room is blocked in a part of this time already."""

    field = "starts_at"


@dataclass(frozen=True)
class RoomPlan:
    """What somebody says of a room."""

    name: str
    name_en: str
    capacity: int
    equipment: list[str]
    bookable: list[OpeningHours]

    def columns(self) -> dict[str, Any]:
        bookable = [one.model_dump(mode="json") for one in self.bookable]
        return {
            "name": self.name,
            "name_en": self.name_en,
            "capacity": self.capacity,
            "equipment": [one for one in EQUIPMENT if one in self.equipment],
            "bookable": bookable,
        }


def room_of(rooms: list[dict[str, Any]], room_id: UUID) -> Room:
    """The room, retired or not; NotFound."""
    for room in rooms:
        if room["id"] == str(room_id):
            return Room.model_validate(room)
    raise NotFound


def with_room(rooms: list[dict[str, Any]], room_id: UUID, plan: RoomPlan) -> list[dict[str, Any]]:
    """The rooms and another one; SameRoomName."""
    _must_be_another_name(rooms, plan.name, room_id)
    return [*rooms, {"id": str(room_id), **plan.columns()}]


def with_change(rooms: list[dict[str, Any]], room_id: UUID, plan: RoomPlan) -> list[dict[str, Any]]:
    """The rooms, one of them as the plan says; NotFound, RoomRetired, SameRoomName."""
    _must_be_in_use(rooms, room_id)
    _must_be_another_name(rooms, plan.name, room_id)
    return _replaced(rooms, room_id, plan.columns())


def retired(rooms: list[dict[str, Any]], room_id: UUID) -> list[dict[str, Any]]:
    """The rooms, one of them used no more; NotFound, RoomRetired."""
    _must_be_in_use(rooms, room_id)
    return _replaced(rooms, room_id, {"retired": True, "blockings": []})


def blocked(rooms: list[dict[str, Any]], room_id: UUID, new: Blocking, now: datetime) -> list[dict[str, Any]]:
    """The rooms, one of them blocked for a time; NotFound, RoomRetired, WrongBlocking, BlockedAlready."""
    known = _must_be_in_use(rooms, room_id).blockings
    if new.ends_at <= new.starts_at or new.ends_at <= now:
        raise WrongBlocking
    if any(one.starts_at < new.ends_at and new.starts_at < one.ends_at for one in known):
        raise BlockedAlready
    return _replaced(rooms, room_id, {"blockings": _kept([*known, new])})


def unblocked(rooms: list[dict[str, Any]], room_id: UUID, blocking_id: UUID) -> list[dict[str, Any]]:
    """The rooms without one blocking; NotFound."""
    known = room_of(rooms, room_id).blockings
    left = [one for one in known if one.id != blocking_id]
    if left == known:
        raise NotFound
    return _replaced(rooms, room_id, {"blockings": _kept(left)})


def _kept(blockings: list[Blocking]) -> list[dict[str, Any]]:
    # To the second and in UTC: the database compares them as text.
    def in_utc(moment: datetime) -> datetime:
        return moment.astimezone(UTC).replace(microsecond=0)

    even = [
        one.model_copy(update={"starts_at": in_utc(one.starts_at), "ends_at": in_utc(one.ends_at)}) for one in blockings
    ]
    return [one.model_dump(mode="json") for one in sorted(even, key=lambda one: one.starts_at)]


def _must_be_in_use(rooms: list[dict[str, Any]], room_id: UUID) -> Room:
    room = room_of(rooms, room_id)
    if room.retired:
        raise RoomRetired
    return room


def _must_be_another_name(rooms: list[dict[str, Any]], name: str, room_id: UUID) -> None:
    others = (room for room in rooms if room["id"] != str(room_id) and not room.get("retired"))
    if any(room["name"].casefold() == name.casefold() for room in others):
        raise SameRoomName


def _replaced(rooms: list[dict[str, Any]], room_id: UUID, columns: dict[str, Any]) -> list[dict[str, Any]]:
    # A new list: SQLAlchemy does not see a change inside the JSON of the old one.
    return [{**room, **columns} if room["id"] == str(room_id) else room for room in rooms]
