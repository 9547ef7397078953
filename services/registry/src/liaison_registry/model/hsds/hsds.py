"""The network in the words of HSDS 3.0, the Human Services Data Specification (docs.openreferral.org): pure mapping.

Names and texts are Ukrainian, `alternate_name` is English. The organisation is the first of the commitment's
institutions. A thing that HSDS wants an id for, and that has no life of its own here, has one made from its owner's.
Unknown values are left out, as the schema knows no null; only `postal_code`, which it demands, is then empty.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from liaison_contracts.registry import OfficeState, OpeningHours, ProgrammeState, ServiceHours
from liaison_kit.clock import KYIV
from pydantic import BaseModel, Field

from liaison_registry.model.services.catalogue import CatalogueStatus, ServiceState
from liaison_registry.model.services.office_services import OfficeService
from liaison_registry.model.territory.district import District

Part = dict[str, Any]
VERSION = "3.0"
PROFILE = "https://docs.openreferral.org/en/v3.0.1/"
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ISO_3166_2 = {"01": "43", "44": "09", "73": "77", "80": "30", "85": "40"}
"""Where the region of a KATOTTG code has another number in ISO 3166-2."""


class HSDSPage(BaseModel):
    """One page of a list, as the HSDS API specification prescribes."""

    total_items: int
    total_pages: int
    page_number: int = Field(description="From 1.")
    size: int = Field(description="How many are on this page.")
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[Part]


def page_of(contents: list[Part], total: int, number: int, per_page: int) -> HSDSPage:
    """The page with this number; beyond the last one it is empty."""
    pages = max(1, -(-total // per_page))
    return HSDSPage(
        total_items=total,
        total_pages=pages,
        page_number=number,
        size=len(contents),
        first_page=number == 1,
        last_page=number == pages,
        empty=not contents,
        contents=contents,
    )


def organization(programme: ProgrammeState) -> Part:
    """Who gives the services: the institution responsible for the commitment."""
    first = programme.institutions[0] if programme.institutions else None
    return _said(
        id=str(programme.id),
        name=first.name if first else programme.hromada_name,
        alternate_name=first.name_en if first else programme.hromada_name_en,
        description=programme.title,
    )


def service(one: ServiceState, giver: Part | None) -> Part:
    """A service of the catalogue, with what it has one of."""
    return _said(
        id=one.id,
        organization_id=giver["id"] if giver else None,
        organization=giver,
        name=one.name,
        alternate_name=one.name_en,
        description=one.description,
        status="active" if one.status == CatalogueStatus.ACTIVE else "defunct",
        fees_description=one.cost or "безоплатно",
        eligibility_description=one.eligibility,
        minimum_age=one.min_age,
        maximum_age=one.max_age,
    )


def whole_service(one: ServiceState, giver: Part | None, offers: list[tuple[OfficeService, Part]]) -> Part:
    """The same with its documents, and where it is offered; it was checked when the last of its offices did so."""
    id_, checked = UUID(one.id), max((offer.assured_on for offer, _ in offers), default=None)
    documents = [line for line in (one.documents or "").split("\n") if line]
    return service(one, giver) | _said(
        assured_date=checked.isoformat() if checked else None,
        languages=[{"id": _made(id_, "language"), "service_id": one.id, "name": "Ukrainian", "code": "uk"}],
        required_documents=[
            {"id": _made(id_, f"document {number}"), "service_id": one.id, "document": line}
            for number, line in enumerate(documents)
        ],
        cost_options=None if one.cost else [_said(id=_made(id_, "cost"), service_id=one.id, amount=0, currency="UAH")],
        service_at_locations=[service_at_location(offer, location) for offer, location in offers],
    )


def service_at_location(offer: OfficeService, location: Part, of: Part | None = None) -> Part:
    """A service as one office offers it; terms of its own are told in the description, as HSDS has no other place."""
    different = (offer.eligibility, offer.cost, offer.documents and "\n".join(["Документи:", offer.documents]))
    hours = [ServiceHours.model_validate(one) for one in offer.hours]
    phones = [{"id": _made(offer.id, "phone"), "number": offer.phone}] if offer.phone else []
    return _said(
        id=str(offer.id),
        service_id=str(offer.service_id),
        location_id=str(offer.office_id),
        description="\n\n".join(text for text in different if text) or None,
        location=location,
        service=of,
        phones=phones,
        schedules=[
            _schedule(_made(offer.id, f"hours {number}"), one.weekday, f"{one.opens}:00", f"{one.closes}:00")
            for number, one in enumerate(hours)
        ],
    )


def location(office: OfficeState, giver: Part | None) -> Part:
    """An office, with what it has one of."""
    return _said(
        id=str(office.id),
        location_type="physical",
        organization_id=giver["id"] if giver else None,
        name=office.name,
        alternate_name=office.name_en,
        description="\n\n".join(text for text in (office.notice, office.description) if text) or None,
        transportation=office.travel,
        latitude=office.latitude,
        longitude=office.longitude,
        external_identifier=office.slug,
        external_identifier_type="slug",
    )


def whole_location(office: OfficeState, district: District, giver: Part | None, now: datetime) -> Part:
    """The same with its address, hours, telephone and accessibility."""
    region = district.code[2:4]
    return location(office, giver) | {
        "addresses": [
            {
                "id": _made(office.id, "address"),
                "location_id": str(office.id),
                "address_1": office.address,
                "city": district.seat,
                "state_province": f"UA-{_ISO_3166_2.get(region, region)}",
                "postal_code": office.post_code or "",
                "country": "UA",
                "address_type": "physical",
            }
        ],
        "phones": [{"id": _made(office.id, "phone"), "number": office.phone}] if office.phone else [],
        "accessibility": [
            {"id": _made(office.id, key.value), "location_id": str(office.id), "description": key.value}
            for key in office.accessibility or []
        ],
        "schedules": [_weekly(office.id, number, one, now) for number, one in enumerate(office.hours)],
    }


def _weekly(owner: UUID, number: int, one: OpeningHours, now: datetime) -> Part:
    made = _schedule(_made(owner, f"hours {number}"), one.weekday, one.opens.isoformat(), one.closes.isoformat())
    offset = now.astimezone(KYIV).utcoffset()
    return made | _said(
        timezone=offset.total_seconds() / 3600 if offset else None,
        valid_from=one.valid_from.isoformat() if one.valid_from else None,
        valid_to=one.valid_to.isoformat() if one.valid_to else None,
    )


def _schedule(id_: str, weekday: int, opens: str, closes: str) -> Part:
    """Kyiv's wall-clock time, in summer and in winter: the offset that HSDS asks for holds for today only."""
    when = {"freq": "WEEKLY", "byday": _DAYS[weekday - 1], "opens_at": opens, "closes_at": closes}
    return {"id": id_, "notes": "Europe/Kyiv", **when}


def _made(owner: UUID, what: str) -> str:
    return str(uuid5(owner, what))


def _said(**fields: Any) -> Part:
    return {name: value for name, value in fields.items() if value is not None}
