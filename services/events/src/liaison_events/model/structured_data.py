"""An event as search engines and assistants read it: JSON-LD in the words of schema.org (Event)."""

from datetime import datetime
from typing import Any

from liaison_contracts.events import EventKind, EventStatus
from liaison_kit.clock import KYIV

from liaison_events.model.event import Event

SCHEMA = "https://schema.org"
TYPES = {
    EventKind.TRAINING: "EducationEvent",
    EventKind.LECTURE: "EducationEvent",
    EventKind.SCREENING: "ScreeningEvent",
}
"""Where schema.org has a closer word than Event; no other kind has one."""


def event_for_machines(event: Event, site: str, now: datetime) -> dict[str, Any]:
    """The block for the event's page; `site` is where the pages are. Times have Kyiv's offset."""
    address = f"{site}/events/{event.id}"
    told: dict[str, Any] = {
        "name": event.title,
        "description": event.description,
        "url": address,
        "inLanguage": "uk",
        "startDate": _kyiv(event.starts_at),
        "endDate": _kyiv(event.ends_at),
        "previousStartDate": _kyiv(event.previous_starts_at) if _rescheduled(event) else None,
        "eventStatus": f"{SCHEMA}/{_status(event)}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": event.capacity,
        "remainingAttendeeCapacity": event.places_left if event.takes_sign_ups(now) else None,
        "location": {
            "@type": "Place",
            "name": f"{event.office_name}, {event.room_name}",
            "url": f"{site}/offices/{event.office_slug}",
            "address": {"@type": "PostalAddress", "streetAddress": event.address, "addressCountry": "UA"},
        },
        "organizer": {
            "@type": "GovernmentOffice",
            "name": event.office_name,
            "url": f"{site}/offices/{event.office_slug}",
        },
        "offers": _offer(event, address) if event.takes_sign_ups(now) else None,
    }
    kind = {"@context": SCHEMA, "@type": TYPES.get(EventKind(event.kind), "Event")}
    return kind | {name: value for name, value in told.items() if value is not None}


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
