"""Calendar files (RFC 5545): an event as people's own calendars understand it, the same whoever sends it.

The UID never changes and SEQUENCE rises with the event's version, so that a calendar replaces what it had. Times are
those of a clock in Kyiv, and the rule of summer time goes along: Ukraine follows that of the EU since 1997.
The same entries always make the same bytes.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vText, vUri
from icalendar import Event as CalendarEvent

from liaison_kit import clock

WINTER, SUMMER = timedelta(hours=2), timedelta(hours=3)
ASK_AGAIN = timedelta(hours=1)
"""How often a calendar that subscribed should look for what is new."""
MOST_ENTRIES_KEPT = 4096
_END = b"END:VCALENDAR\r\n"


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


@dataclass(frozen=True)
class Subscription:
    """What a calendar that subscribes to the file is told of it: what it is called, and where it is (RFC 7986)."""

    name: str
    address: str


def calendar_file(
    entries: Iterable[Entry], product: str, method: str = "", subscription: Subscription | None = None
) -> bytes:
    """The whole file; `product` is who made it, for example `Events`."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Liaison//{product}//UK")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    if subscription:
        for name in ("name", "x-wr-calname"):
            calendar.add(name, subscription.name)
        calendar.add("x-wr-timezone", clock.KYIV.key)
        calendar.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
        calendar.add("source", vUri(subscription.address), parameters={"VALUE": "URI"})
    calendar.add_component(_kyiv())
    head = calendar.to_ical().removesuffix(_END)
    return b"".join([head, *map(_text, entries), _END])


@functools.lru_cache(MOST_ENTRIES_KEPT)
def _text(entry: Entry) -> bytes:
    """Composing an entry takes half a millisecond, and a feed has hundreds that are asked for every hour."""
    event = CalendarEvent()
    event.add("uid", f"{entry.id}@liaison")
    event.add("sequence", entry.version - 1)
    changed_at = (entry.modified_at or entry.starts_at).astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", entry.starts_at.astimezone(clock.KYIV))
    event.add("dtend", entry.ends_at.astimezone(clock.KYIV))
    event.add("summary", entry.title)
    event.add("location", vText(entry.place))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.description:
        event.add("description", entry.description)
    if entry.url:
        event.add("url", entry.url)
    return bytes(event.to_ical())


@functools.cache
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
