"""An office as search engines and assistants read it: JSON-LD in the words of schema.org (GovernmentOffice)."""

from datetime import date
from typing import Any

from liaison_contracts.registry import OfficeState, OfficeStatus, OpeningHours, SpecialHours

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CLOSED_ALL_DAY = {"opens": "00:00", "closes": "00:00"}
"""How schema.org writes a day on which a place is closed."""


def office_for_machines(office: OfficeState, site: str, today: date) -> dict[str, Any]:
    """The block for the office's page; `site` is where the pages are.

    Hours are told while the office is open: those of the week that are not over, and special days to come.
    """
    works = office.status == OfficeStatus.OPEN
    week = [one for one in office.hours if works and (one.valid_to or today) >= today]
    special = [one for one in office.special_hours if works and one.to_day >= today]
    told: dict[str, Any] = {
        "name": office.name,
        "alternateName": office.name_en,
        "description": office.description,
        "url": f"{site}/offices/{office.slug}",
        "telephone": office.phone,
        "email": office.email,
        "image": [f"{site}/offices/{office.slug}/photos/{one.id}" for one in office.photos],
        "address": _without_gaps(
            {
                "@type": "PostalAddress",
                "streetAddress": office.address,
                "addressCountry": "UA",
                "postalCode": office.post_code,
            }
        ),
        "geo": {"@type": "GeoCoordinates", "latitude": office.latitude, "longitude": office.longitude},
        "areaServed": {"@type": "AdministrativeArea", "name": office.district_name},
        "openingHoursSpecification": [_weekly(one) for one in week],
        "specialOpeningHoursSpecification": [part for one in special for part in _special(one)],
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": one.value, "value": True}
            for one in office.accessibility or []
        ],
    }
    return {"@context": "https://schema.org", "@type": "GovernmentOffice"} | _without_gaps(told)


def _weekly(one: OpeningHours) -> dict[str, Any]:
    return _without_gaps(
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{_DAYS[one.weekday - 1]}",
            "opens": f"{one.opens:%H:%M}",
            "closes": f"{one.closes:%H:%M}",
            "validFrom": one.valid_from and one.valid_from.isoformat(),
            "validThrough": one.valid_to and one.valid_to.isoformat(),
        }
    )


def _special(one: SpecialHours) -> list[dict[str, Any]]:
    hours = [{"opens": f"{span.opens:%H:%M}", "closes": f"{span.closes:%H:%M}"} for span in one.hours]
    days = {"validFrom": one.from_day.isoformat(), "validThrough": one.to_day.isoformat()}
    return [{"@type": "OpeningHoursSpecification", **days, **part} for part in hours or [CLOSED_ALL_DAY]]


def _without_gaps(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, [], "")}
