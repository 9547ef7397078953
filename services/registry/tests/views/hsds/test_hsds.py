"""HSDS 3.0: what other directories of services read is as the standard says.

The standard's JSON Schemas are in no package. The constraints below are our own, written from its list of fields
(docs.openreferral.org/en/v3.0.1/hsds/schema_reference.html), and stricter: a field that it does not know is an error.
With LIAISON_HSDS_SCHEMAS, a checkout of `schema/compiled` of github.com/openreferral/specification at 3.0, the
official ones are asked as well.
"""

import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from liaison_registry.model import Office

API = "/api/registry/v1/hsds"
OFFICIAL = os.environ.get("LIAISON_HSDS_SCHEMAS")

# A field is text, or an id where its name says so; "!" is demanded, "#" a number, "[x]" a list of x, "(x)" one x.
FIELDS = {
    "organization": "id! name! alternate_name description! email website uri logo tax_status tax_id year_incorporated#"
    " legal_status parent_organization_id phones[phone] locations[location] services[service]",
    "service": "id! organization_id program_id name! alternate_name description url email status! fees_description"
    " application_process eligibility_description minimum_age# maximum_age# assured_date alert last_modified"
    " phones[phone] schedules[schedule] service_at_locations[service_at_location] languages[language]"
    " organization(organization) cost_options[cost_option] required_documents[required_document]",
    "service_at_location": "id! service_id location_id description phones[phone] schedules[schedule]"
    " location(location) service(service)",
    "location": "id! location_type! url organization_id name alternate_name description transportation latitude#"
    " longitude# external_identifier external_identifier_type languages[language] addresses[address]"
    " accessibility[accessibility] phones[phone] schedules[schedule]",
    "address": "id! location_id attention address_1! address_2 city! region state_province! postal_code! country!"
    " address_type!",
    "phone": "id! location_id service_id number! extension# type description",
    "schedule": "id! service_id location_id valid_from valid_to dtstart timezone# until count# wkst freq interval#"
    " byday description opens_at closes_at schedule_link attending_type notes",
    "accessibility": "id! location_id description details url",
    "language": "id! service_id location_id phone_id name code note",
    "cost_option": "id! service_id valid_from valid_to option currency amount# amount_description",
    "required_document": "id! service_id document uri",
}
CLOSED: dict[str, list[str]] = {
    "service.status": ["active", "inactive", "defunct", "temporarily closed"],
    "location.location_type": ["physical", "postal", "virtual"],
    "address.address_type": ["physical", "postal", "virtual"],
    "schedule.freq": ["WEEKLY", "MONTHLY"],
}


def schema_of(name: str) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required = []
    for word in FIELDS[name].split():
        field = word.rstrip("!#])").replace("(", "[").split("[")
        kind: dict[str, Any] = {"type": "number"} if word.endswith("#") else {"type": "string"}
        if len(field) == 2:
            inner = {"$ref": f"#/$defs/{field[1]}"}
            kind = {"type": "array", "items": inner} if word.endswith("]") else inner
        elif field[0] == "id" or field[0].endswith("_id"):
            kind["format"] = "uuid"
        if allowed := CLOSED.get(f"{name}.{field[0]}"):
            kind["enum"] = allowed
        properties[field[0]] = kind
        required += [field[0]] if word.endswith("!") else []
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


DEFINITIONS = {name: schema_of(name) for name in FIELDS}


def check(part: dict[str, Any], name: str, official: str | None = None, within: tuple[str, ...] = ()) -> None:
    ours = {"$ref": f"#/$defs/{name}", "$defs": DEFINITIONS}
    Draft202012Validator(ours, format_checker=FormatChecker()).validate(part)
    if OFFICIAL:
        theirs = json.loads((Path(OFFICIAL) / f"{official or name}.json").read_text())
        for step in within:
            theirs = theirs[step]
        Draft202012Validator(theirs, format_checker=FormatChecker()).validate(part)


@pytest.mark.parametrize("wrong", [{"id": "1"}, {"location_type": "castle"}, {"latitude": "49"}, {"colour": "blue"}])
def test_what_the_standard_does_not_allow_is_found(wrong: dict[str, Any]) -> None:
    right = {"id": "5a9c8b0e-6f0f-4a4b-9a3a-6d6f5b2a1c11", "location_type": "physical"}
    check(right, "location", "organization", ("properties", "locations", "items"))
    with pytest.raises(ValidationError):
        check(right | wrong, "location")


Get = Callable[[str], Awaitable[dict[str, Any]]]


@pytest.fixture
def get(staff: httpx.AsyncClient) -> Get:
    async def got(path: str) -> dict[str, Any]:
        answer = await staff.get(f"{API}{path}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return got


@pytest.fixture
async def offering(staff: httpx.AsyncClient, network: str, catalogued: str) -> str:
    """The demonstration network, one office of which offers the service and is described in full."""
    await staff.post("/api/registry/v1/network", content=network.encode())
    office = (await staff.get("/api/registry/v1/offices/desna")).json()["office"]
    at = f"/api/registry/v1/offices/{office['id']}"
    details = {"name": office["name"], "name_en": office["name_en"], "post_code": "21001", "accessibility": ["lift"]}
    assert (await staff.post(f"{at}/details", json=details | {"phone": "0432 59 50 00"})).status_code == 200
    offices = (await staff.get("/api/registry/v1/offices")).json()["offices"]
    for one in offices[:2]:
        assert (
            await staff.post(f"/api/registry/v1/offices/{one['id']}/opening", json={"override_reason": "x"})
        ).status_code == 200
    offer = {"service_id": catalogued, "tuesday": "09:00–12:00", "documents": "Лише паспорт", "phone": "0671234567"}
    assert (await staff.post(f"{at}/services", json=offer)).status_code == 201
    return catalogued


async def test_it_says_what_it_is(get: Get) -> None:
    about = await get("/")
    assert about["version"] == "3.0"
    assert about["openapi_url"].endswith("/api/registry/v1/openapi.json")
    assert (await get("/services"))["empty"] is True
    assert (await get("/organizations"))["contents"] == []


async def test_services_are_as_the_standard_says(get: Get, offering: str) -> None:
    [listed] = (await get("/services"))["contents"]
    check(listed, "service", "service_list")
    whole = await get(f"/services/{offering}")
    check(whole, "service")
    assert [one["document"] for one in whole["required_documents"]] == ["Паспорт", "Текст петиції"]
    assert whole["organization"]["alternate_name"]
    assert whole["organization_id"] == whole["organization"]["id"]
    [place] = whole["service_at_locations"]
    assert place["schedules"][0]["byday"] == "TU"
    assert place["location"]["addresses"][0]["state_province"] == "UA-05"
    [full] = (await get("/services?full=true&search=петиц"))["contents"]
    assert full == whole


async def test_offices_and_what_they_offer_are_as_the_standard_says(get: Get, offering: str) -> None:
    [listed] = (await get("/service_at_locations"))["contents"]
    check(listed, "service_at_location", "service_at_location_list")
    assert "schedules" not in listed
    whole = await get(f"/service_at_locations/{listed['id']}")
    check(whole, "service_at_location")
    assert "Лише паспорт" in whole["description"]
    [full] = (await get("/service_at_locations?full=true"))["contents"]
    assert full == whole
    for place in (await get("/locations"))["contents"]:
        check(place, "location", "organization", ("properties", "locations", "items"))
        assert place["organization_id"]
    assert (whole["service_id"], whole["location_id"]) == (offering, whole["location"]["id"])


async def test_nobody_is_sent_to_an_office_that_is_not_open(
    get: Get, staff: httpx.AsyncClient, office: Office, offered: str
) -> None:
    at = f"/api/registry/v1/offices/{office.id}"
    service = offered.rpartition("/")[2]
    assert (await get("/locations"))["empty"] is (await get("/service_at_locations"))["empty"] is True
    assert (await get(f"/services/{service}"))["service_at_locations"] == []
    await staff.post(f"{at}/opening", json={"override_reason": "x"})
    [listed] = (await get("/service_at_locations"))["contents"]
    await staff.post(f"{at}/suspension", json={"notice": "Ремонт до травня"})
    [place] = (await get("/locations"))["contents"]
    assert place["description"] == "Ремонт до травня"
    await staff.post(f"{at}/closing", json={"notice": "Переїхали"})
    assert (await get("/locations"))["empty"] is True
    assert (await staff.get(f"{API}/service_at_locations/{listed['id']}")).status_code == 404


async def test_the_organisation_is_as_the_standard_says(get: Get, offering: str) -> None:
    [listed] = (await get("/organizations"))["contents"]
    check(listed, "organization", "organization_list")
    whole = await get(f"/organizations/{listed['id']}")
    check(whole, "organization")
    assert [one["id"] for one in whole["services"]] == [offering]
    assert len(whole["locations"]) > 1


async def test_lists_come_in_pages(get: Get, staff: httpx.AsyncClient, offering: str) -> None:
    total = (await get("/locations"))["total_items"]
    first = await get("/locations?per_page=1")
    assert (first["total_pages"], first["size"], first["first_page"], first["last_page"]) == (total, 1, True, False)
    last = await get(f"/locations?per_page=1&page={total}")
    assert (last["page_number"], last["last_page"], last["empty"]) == (total, True, False)
    assert first["contents"] != last["contents"]
    beyond = await get(f"/locations?per_page=1&page={total + 1}")
    assert (beyond["size"], beyond["empty"], beyond["contents"]) == (0, True, [])
    refused = await staff.get(f"{API}/services?per_page=0")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "per_page")
