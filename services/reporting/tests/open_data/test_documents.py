"""What portals read of the open data: DCAT for those that harvest, passports and structures for data.gov.ua, HSDS."""

import csv
import io
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from liaison_kit.database import Database
from liaison_kit.settings import Settings
from liaison_registry.service import SERVICE as REGISTRY
from liaison_reporting.model.open_data.dictionary import FIELDS
from liaison_reporting.model.open_data.known import DATASETS

from services.reporting.tests.open_data.network import network, publish, tell

IRI = {
    "type": "object",
    "required": ["@id"],
    "properties": {"@id": {"type": "string", "pattern": "^(https?:|mailto:|spdx:)"}},
}
WORDS = {
    "type": "array",
    "minItems": 2,
    "items": {
        "type": "object",
        "required": ["@language", "@value"],
        "properties": {"@language": {"enum": ["uk", "en"]}, "@value": {"type": "string", "minLength": 1}},
    },
}


def typed(kind: str, value: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["@type", "@value"],
        "properties": {"@type": {"const": kind}, "@value": {"type": "string", "pattern": value}},
    }


def shape(kind: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["@id", "@type", *properties],
        "properties": {"@type": {"const": kind}, "@id": {"type": "string", "pattern": "^https?://"}, **properties},
    }


MOMENT = typed("xsd:dateTime", r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$")
AGENT = shape("foaf:Agent", **{"foaf:name": WORDS})
CHECKSUM = {
    "type": "object",
    "required": ["@type", "spdx:algorithm", "spdx:checksumValue"],
    "properties": {"spdx:algorithm": IRI, "spdx:checksumValue": typed("xsd:hexBinary", "^[0-9a-f]{64}$")},
}
DISTRIBUTION = shape(
    "dcat:Distribution", **{"dcat:accessURL": IRI, "dct:license": IRI, "dcat:mediaType": IRI, "dct:title": WORDS}
)
DATASET = shape(
    "dcat:Dataset",
    **{
        "dct:title": WORDS,
        "dct:description": WORDS,
        "dct:publisher": AGENT,
        "dcat:theme": IRI,
        "dct:accessRights": IRI,
    },
    **{"dcat:keyword": {"type": "array", "minItems": 1}, "dct:identifier": {"type": "string", "minLength": 1}},
    **{"dcat:distribution": {"type": "array", "minItems": 1, "items": DISTRIBUTION}},
)
SERVICE = shape("dcat:DataService", **{"dct:title": WORDS, "dcat:endpointURL": IRI, "dcat:servesDataset": IRI})
CATALOG = shape(
    "dcat:Catalog",
    **{"@context": {"type": "object"}, "dct:title": WORDS, "dct:description": WORDS, "dct:publisher": AGENT},
    **{"dct:license": IRI, "dcat:dataset": {"type": "array", "minItems": 1, "items": DATASET}},
    **{"dcat:service": {"type": "array", "items": SERVICE}},
)
"""Mandatory and recommended properties of DCAT-AP 3.0 (semiceu.github.io/DCAT-AP/releases/3.0.0), written from what it
says of Catalogue, Dataset, Distribution, Data Service, Agent and Checksum: no validator of RDF shapes is here."""

ELEMENTS = (
    "identifier title description language distributionFormat compressFormat issued modified valid accrualPeriodicity"
    " keyword landingPage downloadURL structureURL purpose publisherPrefLabel contactPointFn contactPointHasEmail"
)
"""What the Regulation that Cabinet Resolution 835 approved wants a passport to tell."""
DATATYPES = {"string", "integer", "decimal", "date", "boolean", "gYearMonth", "gYear", "dateTime"}


@pytest.fixture
def more_settings() -> dict[str, Any]:
    return {
        "open_data_email": "data@example.org",
        "open_data_person": "Відділ даних",
        "open_data_edrpou": "14360570",
    }


@pytest.fixture
async def filled(database: Database, settings: Settings, facts: Any) -> None:
    await tell(database, *network(facts))
    await publish(database, settings)


def table(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_the_catalogue_is_as_dcat_ap_wants_it(client: httpx.AsyncClient, filled: None) -> None:
    answer = await client.get("/data/catalog.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    catalog = answer.json()
    Draft202012Validator.check_schema(CATALOG)
    assert [one.message for one in Draft202012Validator(CATALOG).iter_errors(catalog)] == []
    assert len(catalog["dcat:dataset"]) == len(DATASETS) + 1
    package = {one["name"]: one for one in (await client.get("/data/datapackage.json")).json()["resources"]}
    for one in catalog["dcat:dataset"][:-1]:
        name = one["@id"].rpartition("/")[2]
        [file] = one["dcat:distribution"]
        assert Draft202012Validator(CHECKSUM).is_valid(file["spdx:checksum"])
        assert Draft202012Validator(MOMENT).is_valid(one["dct:modified"])
        assert f"sha256:{file['spdx:checksum']['spdx:checksumValue']['@value']}" == package[name]["hash"]
        assert file["dcat:byteSize"]["@value"] == str(package[name]["bytes"])
        assert one["dcat:version"] == package[name]["version"]
        assert one["dcat:contactPoint"]["vcard:hasEmail"]["@id"] == "mailto:data@example.org"


async def test_every_prefix_and_every_address_of_the_catalogue_is_there(
    client: httpx.AsyncClient, filled: None, settings: Settings
) -> None:
    """What leads to ourselves answers; offices and services are HSDS, which the registry has and its tests validate."""
    catalog = (await client.get("/data/catalog.jsonld")).json()
    used, links = set[str](), set[str]()

    def walk(part: Any) -> None:
        for name, value in part.items() if isinstance(part, dict) else []:
            used.update({name.partition(":")[0]} if ":" in name and not name.startswith("http") else set())
            links.update({value} if name == "@id" else set())
            walk(value)
        for value in part if isinstance(part, list) else []:
            walk(value)

    walk({name: value for name, value in catalog.items() if name != "@context"})
    assert used <= catalog["@context"].keys()
    ours = {one for one in links if one.startswith(settings.url)}
    paths = {route.path for slice_ in (*REGISTRY.slices, *REGISTRY.api_only) for route in slice_.routes}
    for one in sorted(ours):
        path = one.removeprefix(settings.url).partition("#")[0]
        if path.startswith("/api/registry/v1"):
            assert path.removeprefix("/api/registry/v1") in {*paths, "/openapi.json"}, path
        elif path not in {"", "/"}:
            assert (await client.get(path)).status_code == 200, path


@pytest.mark.parametrize("name", DATASETS)
async def test_each_dataset_has_a_passport_and_a_structure_for_the_portal(
    client: httpx.AsyncClient, filled: None, settings: Settings, name: str
) -> None:
    passport = table(await client.get(f"/data/sets/{name}/passport.csv"))
    assert list(passport[0]) == ["name", "title", "value"]
    told = {row["name"]: row["value"] for row in passport}
    assert set(ELEMENTS.split()) <= told.keys()
    assert [key for key, value in told.items() if not value and key != "compressFormat"] == []
    assert (len(told["title"]) <= 254, len(told["description"]) <= 4000) == (True, True)
    assert told["accrualPeriodicity"] == "Щодня", "a word of the portal's list"
    assert (await client.get(told["downloadURL"].removeprefix(settings.url))).status_code == 200
    structure = table(await client.get(told["structureURL"].removeprefix(settings.url)))
    assert list(structure[0]) == ["name", "title", "description", "datatype", "required"]
    head = (await client.get(f"/data/sets/{name}.csv")).text.splitlines()[0].split(",")
    assert [row["name"] for row in structure] == head
    assert {row["datatype"] for row in structure} <= DATATYPES
    assert all(row["title"] and row["description"] and row["required"] in {"true", "false"} for row in structure)


async def test_an_office_has_its_address_in_the_parts_of_the_state_standard(
    client: httpx.AsyncClient, filled: None
) -> None:
    [office] = [row for row in table(await client.get("/data/sets/offices.csv")) if row["slug"] == "khutory"]
    address = {name: office[name] for name in office if name.startswith(("adminUnit", "atu", "post", "thor", "loc"))}
    assert address == {
        "atuCode": "UA05020030010063857",
        "adminUnitL1": "Україна",
        "adminUnitL2": "Вінницька область",
        "adminUnitL3": "Вінницький район",
        "postName": "Вінницькі Хутори",
        "thoroughfare": "вул. Незалежності",
        "locatorDesignator": "1",
        "postCode": "21009",
    }
    assert (office["events_in_first_year"], office["telephone"]) == ("3", "'+380432000000")


async def test_few_consultations_are_hidden_none_included_and_a_year_without_any_looks_the_same(
    client: httpx.AsyncClient, filled: None
) -> None:
    rows = table(await client.get("/data/sets/consultations.csv"))
    assert [(row["year"], row["consultations"]) for row in rows] == [("2023", ""), ("2024", "5")]
    figures = table(await client.get("/data/sets/figures.csv"))
    assert {row["figure"] for row in figures} == {"events", "visits", "event_tools"}


async def test_no_cell_runs_as_a_formula_and_no_field_is_without_a_meaning(
    client: httpx.AsyncClient, filled: None
) -> None:
    for name, dataset in DATASETS.items():
        for row in table(await client.get(f"/data/sets/{name}.csv")):
            for field, cell in row.items():
                if FIELDS[field].kind == "string":
                    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (name, field, cell)
        assert all(field.title and field.description for field in dataset.fields)


async def test_a_file_that_somebody_has_already_is_not_sent_again(client: httpx.AsyncClient, filled: None) -> None:
    first = await client.get("/data/sets/events.csv")
    again = await client.get("/data/sets/events.csv", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    excel = await client.get("/data/sets/events.csv?bom=true")
    assert excel.content == b"\xef\xbb\xbf" + first.content


async def test_results_are_what_the_scorecard_shows(client: httpx.AsyncClient, filled: None) -> None:
    rows = {row["target"]: row for row in table(await client.get("/data/sets/targets.csv"))}
    card = (await client.get("/api/reporting/v1/results")).json()
    assert rows.keys() == {one["key"] for one in card["results"]}
    for one in card["results"]:
        found = rows[one["key"]]
        assert (found["goal"], found["result"]) == tuple("" if n is None else f"{n}" for n in (one["goal"], one["now"]))
        assert found["definition"] != found["definition_en"]
    assert (rows["offices_opened"]["goal"], rows["offices_opened"]["result"]) == ("3", "1")
