"""Datasets of the network: offices, districts, and the organisations that came to be."""

import csv
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import DayFigure
from liaison_reporting.model.network import DistrictCopy, OfficeCopy, places
from liaison_reporting.model.open_data.dataset import Dataset, Row
from liaison_reporting.model.organisations import NO_DAY, OrganisationCreated

NETWORK_SET_TEXTS = {
    "offices": "Liaison offices",
    "offices_about": "Every office of the network, planned ones included: where it is, since when it works.",
    "offices_words": "liaison office, civic participation, address, network",
    "districts": "Starosta districts",
    "districts_about": "The districts that the network serves or served, with what became of them.",
    "districts_words": "starosta district, territory, KATOTTG",
    "organisations": "Organisations created",
    "organisations_about": "Civil-society organisations that were registered, and whether the network helped.",
    "organisations_words": "civil-society organisation, registration, EDRPOU",
}
T = NETWORK_SET_TEXTS


@cache
def unit(code: str) -> str | None:
    """A region by the two digits after UA of a KATOTTG code, a raion by the four (the codifier, as of 2026)."""
    with (Path(__file__).parent / "units.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}.get(code)


async def _offices(session: AsyncSession) -> list[Row]:
    districts, offices = await places(session)
    query = select(DayFigure.place_id, DayFigure.day, DayFigure.number).where(DayFigure.name.startswith("events/"))
    held = dict.fromkeys(offices, 0)
    for place_id, day, number in await session.execute(query.where(DayFigure.place_id.in_(offices))):
        held[place_id] += number if offices[place_id].counts(day) else 0
    return [_office(office, districts.get(office.district_id), held[office.id]) for office in offices.values()]


def _office(office: OfficeCopy, district: DistrictCopy | None, held: int) -> Row:
    code = district.code if district else None
    number, street = office.house, office.street
    return [
        *(office.id, office.slug, office.name, office.name_en, office.status, office.opened_on, office.closed_on),
        held if office.opened_on else None,
        *(office.district_id, office.district_name, office.district_name_en),
        *(code, "Україна", unit(code[2:4]) if code else None, unit(code[2:6]) if code else None),
        district.seat if district else None,
        *(street, number, office.post_code, office.address, office.latitude, office.longitude),
        *(office.phone, office.email),
    ]


async def _districts(session: AsyncSession) -> list[Row]:
    return [
        [one.id, one.code, one.name, one.name_en, one.seat, one.joined_on, one.ended_on, " ".join(one.predecessors)]
        for one in await session.scalars(select(DistrictCopy))
    ]


async def _organisations(session: AsyncSession) -> list[Row]:
    there = select(OrganisationCreated).where(OrganisationCreated.registered_on < NO_DAY)
    return [
        [one.id, one.name, one.edrpou, one.registered_on, one.created_with_help, one.first_district]
        for one in await session.scalars(there)
    ]


OFFICES = Dataset(
    "offices",
    T["offices"],
    T["offices_about"],
    T["offices_words"],
    (
        *("office_id", "slug", "office_name", "office_name_en", "status", "opened_on", "closed_on"),
        *("events_in_first_year", "district_id", "district_name", "district_name_en"),
        *("atuCode", "adminUnitL1", "adminUnitL2", "adminUnitL3", "postName", "thoroughfare", "locatorDesignator"),
        *("postCode", "fullAddress", "latitude", "longitude", "telephone", "email"),
    ),
    ("office_id",),
    _offices,
)
DISTRICTS = Dataset(
    "districts",
    T["districts"],
    T["districts_about"],
    T["districts_words"],
    (
        *("district_id", "atuCode", "district_name", "district_name_en", "postName", "joined_on", "ended_on"),
        "predecessors",
    ),
    ("district_id",),
    _districts,
)
ORGANISATIONS = Dataset(
    "organisations",
    T["organisations"],
    T["organisations_about"],
    T["organisations_words"],
    ("organisation_id", "organisation_name", "edrpou", "registered_on", "created_with_help", "district_id"),
    ("organisation_id",),
    _organisations,
)
