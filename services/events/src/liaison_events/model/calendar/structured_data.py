"""An event as search engines and assistants read it: JSON-LD in the words of schema.org (Event)."""

from datetime import datetime
from typing import Any

from liaison_contracts.events import EventKind, EventMode, EventStatus
from liaison_kit.clock import KYIV

from liaison_events.model.calendar.event import Event

SCHEMA = "https://schema.org"
TYPES = {
    EventKind.TRAINING: "EducationEvent",
    EventKind.LECTURE: "EducationEvent",
    EventKind.SCREENING: "ScreeningEvent",
}
"""Where schema.org has a closer word than Event; no other kind has one."""
ATTENDANCE = {EventMode.ONLINE: "Online", EventMode.HYBRID: "Mixed"}
"""Of any other mode people come together in one place."""


def event_for_machines(event: Event, site: str, now: datetime) -> dict[str, Any]:
    """The block for the event's page; `site` is where the pages are. Times have Kyiv's offset."""
    address = f"{site}/events/{event.id}"
    told: dict[str, Any] = {
        "name": event.title,
        "description": event.description,
        "url": address,
        "inLanguage": event.language,
        "startDate": _kyiv(event.starts_at),
        "endDate": _kyiv(event.ends_at),
        "previousStartDate": _kyiv(event.previous_starts_at) if _rescheduled(event) else None,
        "eventStatus": f"{SCHEMA}/{_status(event)}",
        "eventAttendanceMode": f"{SCHEMA}/{ATTENDANCE.get(EventMode(event.mode), 'Offline')}EventAttendanceMode",
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": event.capacity,
        "remainingAttendeeCapacity": event.places_left if event.takes_sign_ups(now) else None,
        "typicalAgeRange": _ages(event),
        "location": _location(event, site),
        "organizer": {"@type": "Organization", "name": event.organiser} if event.organiser else _office(event, site),
        "offers": _offer(event, address) if event.takes_sign_ups(now) else None,
    }
    kind = {"@context": SCHEMA, "@type": TYPES.get(EventKind(event.kind), "Event")}
    return kind | {name: value for name, value in told.items() if value is not None}


def _location(event: Event, site: str) -> dict[str, Any] | list[dict[str, Any]]:
    # The link is for everybody: whoever schedules an event is told so, and the page for residents shows it.
    online = {"@type": "VirtualLocation", "url": event.online_link}
    if event.mode == EventMode.ONLINE:
        return online
    place: dict[str, Any] = {
        "@type": "Place",
        "name": f"{event.office_name}, {event.room_name}" if event.has_room else event.room_name,
        "url": f"{site}/offices/{event.office_slug}" if event.has_room else None,
        "address": {"@type": "PostalAddress", "streetAddress": event.address, "addressCountry": "UA"},
    }
    place = {name: value for name, value in place.items() if value is not None}
    return [place, online] if event.mode == EventMode.HYBRID else place


def _office(event: Event, site: str) -> dict[str, Any]:
    return {"@type": "GovernmentOffice", "name": event.office_name, "url": f"{site}/offices/{event.office_slug}"}


def _ages(event: Event) -> str | None:
    if event.age_from is None and event.age_to is None:
        return None
    return f"{event.age_from or 0}-{'' if event.age_to is None else event.age_to}"


def _kyiv(moment: datetime | None) -> str | None:
    return moment.astimezone(KYIV).isoformat(timespec="minutes") if moment else None


def _rescheduled(event: Event) -> bool:
    return event.status == EventStatus.SCHEDULED and event.previous_starts_at is not None


def _status(event: Event) -> str:
    if event.status == EventStatus.CANCELLED:
        return "EventCancelled"
    return "EventRescheduled" if _rescheduled(event) else "EventScheduled"


def _offer(event: Event, address: str) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": "UAH",
        "availability": f"{SCHEMA}/{'InStock' if event.places_left else 'SoldOut'}",
        "availabilityEnds": _kyiv(event.closes_at),
        "url": f"{address}#sign-up",
    }
