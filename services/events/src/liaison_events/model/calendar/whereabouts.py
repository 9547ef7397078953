"""Where an event takes place: in a room of an office, at another place, online, or in a room and online at once."""

from datetime import datetime
from uuid import UUID

from liaison_contracts.events import EventMode
from liaison_kit.errors import Refusal
from pydantic import BaseModel, Field

from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.event_refusals import EventStarted
from liaison_events.model.office import OfficeCopy
from liaison_events.model.texts import Line

WITH_ROOM = {EventMode.ROOM, EventMode.HYBRID}
WITH_LINK = {EventMode.ONLINE, EventMode.HYBRID}


class RoomMissing(Refusal):
    """Choose a room, or say that it takes place elsewhere or online."""

    field = "room_id"


class PlaceMissing(Refusal):
    """Name the place."""

    field = "place"


class AddressMissing(Refusal):
    """Give the address of the place."""

    field = "address"


class LinkWrong(Refusal):
    """Give the link that people take part with; it begins with https://."""

    field = "online_link"


class Whereabouts(BaseModel):
    """A room, or a place with its address; a link where people take part online."""

    office_id: UUID | None = None
    room_id: UUID | None = Field(None, description="For `room` and `hybrid`.")
    place: Line | None = Field(None, max_length=200, description="For `place`: what it is called.")
    address: Line | None = Field(None, max_length=300, description="For `place`.")
    online_link: Line | None = Field(None, max_length=500, description="For `online` and `hybrid`: https://…")

    def check_place(self, mode: EventMode) -> None:
        """A Refusal for what this mode needs and is not there."""
        if mode in WITH_LINK and not (self.online_link or "").startswith("https://"):
            raise LinkWrong
        if mode in WITH_ROOM and self.room_id is None:
            raise RoomMissing
        if mode == EventMode.PLACE and not self.place:
            raise PlaceMissing
        if mode == EventMode.PLACE and not self.address:
            raise AddressMissing


def move(event: Event, office: OfficeCopy, mode: EventMode, to: Whereabouts, now: datetime) -> bool:
    """Whether it takes place elsewhere from now on, with as many places as before; a room it had is free."""
    before = _whereabouts(event)
    event.must_be_scheduled()
    if now >= event.starts_at:
        raise EventStarted
    event.mode, event.online_link = mode, to.online_link if mode in WITH_LINK else None
    if mode in WITH_ROOM and to.room_id:
        event.take_place_in(office, office.room(to.room_id), event.capacity)
    else:
        online = mode == EventMode.ONLINE
        event.take_place_elsewhere(office, None if online else to.place, None if online else to.address, event.capacity)
    if _whereabouts(event) == before:
        return False
    event.changed()
    return True


def as_typed(event: Event) -> dict[str, str | None]:
    """Where it takes place, for the fields of a form."""
    at_a_place = event.mode == EventMode.PLACE
    return {
        "mode": event.mode,
        "room_id": str(event.room_id) if event.has_room else None,
        "place": event.room_name if at_a_place else None,
        "address": event.address if at_a_place else None,
        "online_link": event.online_link,
    }


def _whereabouts(event: Event) -> tuple[object, ...]:
    return event.mode, event.office_id, event.room_id, event.room_name, event.address, event.online_link
