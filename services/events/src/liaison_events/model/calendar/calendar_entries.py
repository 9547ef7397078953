"""Events as entries of people's own calendars: of an event, or of its columns alone where there are hundreds."""

from typing import Any

from liaison_contracts.events import EventStatus
from liaison_kit.calendar_file import Entry
from sqlalchemy import Row, Select, select

from liaison_events.model.calendar.event import Event


def entry(event: Event | Row[Any], site: str) -> Entry:
    """`site` is where the pages are."""
    return Entry(
        id=event.id,
        version=event.version,
        title=event.title,
        description=event.description,
        place=f"{event.office_name}, {event.room_name}, {event.address}",
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        cancelled=event.status == EventStatus.CANCELLED,
        modified_at=event.modified_at,
        url=f"{site}/events/{event.id}",
    )


def entries() -> Select[Any]:
    """The columns that an entry is made of."""
    what = (Event.id, Event.version, Event.title, Event.description, Event.status, Event.modified_at)
    columns: list[Any] = [*what, Event.office_name, Event.room_name, Event.address, Event.starts_at, Event.ends_at]
    return select(*columns)
