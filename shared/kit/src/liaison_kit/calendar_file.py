"""Calendar files (RFC 5545): an event as people's own calendars understand it, the same whoever sends it.

The UID never changes and SEQUENCE rises with the event's version, so that a calendar replaces what it had. Times are
those of a clock in Kyiv, and the rule of summer time goes along: Ukraine follows that of the EU since 1997.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vText
from icalendar import Event as CalendarEvent

from liaison_kit import clock

WINTER, SUMMER = timedelta(hours=2), timedelta(hours=3)


@dataclass(frozen=True)
class Entry:
    """One event; nothing in it is about whoever gets the file: people pass such files on."""

    id: UUID
    version: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    modified_at: datetime | None = None
    description: str = ""
    url: str = ""


def calendar_file(entries: Iterable[Entry], product: str, method: str = "") -> bytes:
    """The whole file; `product` is who made it, for example `Events`."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Liaison//{product}//UK")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    calendar.add_component(_kyiv())
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> CalendarEvent:
    event = CalendarEvent()
    event.add("uid", f"{entry.id}@liaison")
    event.add("sequence", entry.version - 1)
    event.add("dtstamp", clock.now())
    if entry.modified_at:
        event.add("last-modified", entry.modified_at)
    event.add("dtstart", entry.starts_at.astimezone(clock.KYIV))
    event.add("dtend", entry.ends_at.astimezone(clock.KYIV))
    event.add("summary", entry.title)
    event.add("location", vText(entry.place))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.description:
        event.add("description", entry.description)
    if entry.url:
        event.add("url", entry.url)
    return event


def _kyiv() -> Timezone:
    zone = Timezone()
    zone.add("tzid", "Europe/Kyiv")
    for part, begins, month, before, after, name in (
        (TimezoneDaylight(), "1997-03-30T03:00", 3, WINTER, SUMMER, "EEST"),
        (TimezoneStandard(), "1997-10-26T04:00", 10, SUMMER, WINTER, "EET"),
    ):
        part.add("dtstart", datetime.fromisoformat(begins))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone
