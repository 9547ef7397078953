"""Events as entries of people's own calendars (RFC 5545, RFC 7986).

The same UID in every copy and a SEQUENCE that rises: a calendar replaces what it had, and strikes out the cancelled.
"""

import functools
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from icalendar import Calendar, Timezone, vDuration, vText, vUri
from icalendar import Event as CalendarEntry
from liaison_contracts.events import EventStatus
from liaison_kit.clock import KYIV
from sqlalchemy import Select, select

from liaison_events.model.event import Event

PRODUCT = "-//Liaison//Events//UK"
ASK_AGAIN = timedelta(hours=1)
"""How often a calendar should look for what is new."""
KNOWN_FROM, KNOWN_TO = date(2020, 1, 1), date(2038, 1, 1)
"""The years whose changes of the clock a feed tells."""
MOST_ENTRIES_KEPT = 4096
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Entry:
    """What a calendar is told of an event; the same values always make the same text."""

    id: UUID
    version: int
    changed_at: datetime
    status: str
    title: str
    description: str
    kind: str
    office_name: str
    room_name: str
    address: str
    starts_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, event: Event) -> "Entry":
        return cls(**{one.name: getattr(event, one.name) for one in fields(cls)})

    @classmethod
    def select(cls) -> Select[Any]:
        """Its columns alone, in its order."""
        return select(*(getattr(Event, one.name) for one in fields(cls)))


def calendar() -> Calendar:
    """An empty one."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    return made


def component(entry: Entry, site: str, zone: tzinfo = UTC) -> CalendarEntry:
    """The entry with its times in `zone`; `site` is where the pages are."""
    made = CalendarEntry()
    made.add("uid", f"{entry.id}@liaison")
    made.add("sequence", entry.version - 1)
    made.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    made.add("last-modified", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    made.add("dtstart", entry.starts_at.astimezone(zone))
    made.add("dtend", entry.ends_at.astimezone(zone))
    made.add("summary", entry.title)
    made.add("description", entry.description)
    made.add("location", vText(f"{entry.office_name}, {entry.room_name}, {entry.address}"))
    made.add("status", "CANCELLED" if entry.status == EventStatus.CANCELLED else "CONFIRMED")
    made.add("url", f"{site}/events/{entry.id}")
    return made


def feed(entries: list[Entry], name: str, address: str, site: str) -> bytes:
    """A calendar to subscribe to; `address` is its own. The same events always make the same bytes."""
    made = calendar()
    made.add("method", "PUBLISH")
    for property_name in ("name", "x-wr-calname"):
        made.add(property_name, name)
    made.add("x-wr-timezone", KYIV.key)
    made.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(ASK_AGAIN))
    made.add("source", vUri(address), parameters={"VALUE": "URI"})
    made.add_component(_kyiv())
    head = made.to_ical().removesuffix(_END)
    return b"".join([head, *(_text(entry, site) for entry in entries), _END])


@functools.cache
def _kyiv() -> Timezone:
    return Timezone.from_tzid(KYIV.key, first_date=KNOWN_FROM, last_date=KNOWN_TO)


@functools.lru_cache(MOST_ENTRIES_KEPT)
def _text(entry: Entry, site: str) -> bytes:
    """Composing an entry takes half a millisecond, and a feed has hundreds that are asked for every hour."""
    text: bytes = component(entry, site, KYIV).to_ical()
    return text
