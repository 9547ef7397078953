"""The list of CSOs."""

import csv
import io
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from liaison_kit import clock
from liaison_registry.model import Office

from services.registry.tests.organisations import CSO, FARM, GARDEN, registered


@pytest_asyncio.fixture
async def listed(staff: httpx.AsyncClient, demo: Path) -> None:
    """The demonstration organisations."""
    answer = await staff.post("/api/registry/v1/cso/import", content=(demo / "csos.csv").read_bytes())
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("q", "found"),
    [("", 12), ("десни", 2), ("  САД ", 1), ("9900037", 1), ("ніщо", 0), ("%", 0), ("_", 0), ("«»", 0), ("\\", 0)],
)
async def test_an_organisation_is_found_by_its_name_or_code(
    client: httpx.AsyncClient, listed: None, q: str, found: int
) -> None:
    answer = (await client.get("/api/registry/v1/cso", params={"q": q})).json()
    assert (answer["found"], len(answer["csos"])) == (found, found)


async def test_the_page_shows_what_was_searched_and_found(client: httpx.AsyncClient, listed: None) -> None:
    page = await client.get("/cso", params={"q": "десни"})
    assert "2 організації" in page.text
    assert 'value="десни"' in page.text
    assert "Спробуйте одне слово" in (await client.get("/cso?q=zzz")).text
    assert "Виберіть інший фільтр" in (await client.get("/cso?q=&area=sport&district=&status=&memorandum=")).text
    assert "нічого немає" in (await client.get("/cso?page=2")).text


async def test_residents_filter_by_what_they_look_for_and_take_the_list_away(
    staff: httpx.AsyncClient, office: Office
) -> None:
    """The garden works in a district and is the city's partner; the farm does nothing for now."""
    await registered(staff, name="ГО «Сад, город»", district_id=str(office.district_id), created_with_help=True)
    details = {"name": "ГО «Сад, город»", "areas": ["environment", "youth"], "phone": "0432595000"}
    await staff.post(f"{CSO}/{GARDEN}/details", json=details | {"district_id": str(office.district_id)})
    soon = (clock.today() + timedelta(days=60)).isoformat()
    signing = {"number": "1", "signed_on": clock.today().isoformat(), "valid_until": soon}
    await staff.post(f"{CSO}/{GARDEN}/memoranda", json=signing)
    await registered(staff, FARM, name="=ГО Хутір")
    await staff.post(f"{CSO}/{FARM}/dormancy")
    expected: dict[str, list[str]] = {
        f"district={office.district_id}": [GARDEN],
        "area=youth": [GARDEN],
        "area=sport": [],
        "status=dormant": [FARM],
        "memorandum=in_force": [GARDEN],
        "memorandum=ends_soon": [GARDEN],
        "memorandum=none": [FARM],
        "helped=true": [GARDEN],
        "helped=false": [FARM],
        "q=сад+город": [],
        "q=САД, ГОР&area=youth&status=active": [GARDEN],
    }
    for query, codes in expected.items():
        answer = (await staff.get(f"{CSO}?{query}")).json()
        assert [cso["edrpou"] for cso in answer["csos"]] == codes, query
        rows = list(csv.DictReader(io.StringIO((await staff.get(f"/cso.csv?{query}")).text)))
        assert [row["edrpou"] for row in rows] == codes, query
    farm, garden = csv.DictReader(io.StringIO((await staff.get("/cso.csv")).text))
    assert (farm["name"], farm["status"], farm["memorandum_signed_on"]) == ("'=ГО Хутір", "dormant", "")
    assert {name: garden[name] for name in ("org_id", "district", "areas", "phone", "memorandum_valid_until")} == {
        "org_id": f"UA-EDR-{GARDEN}",
        "district": "Вінницько-Хутірський",
        "areas": "environment youth",
        "phone": "'+380432595000",
        "memorandum_valid_until": soon,
    }
    assert (await staff.get("/cso.csv?bom=true")).content.startswith(b"\xef\xbb\xbfor")
    page = (await staff.get("/cso")).text
    assert "1 меморандум з міською радою спливає" in page
    del staff.headers["authorization"]
    assert (await staff.get(CSO)).json()["ending_soon"] is None
    assert "спливає впродовж 60 днів</a>" not in (await staff.get("/cso")).text


async def test_without_organisations_it_says_what_to_do_next(client: httpx.AsyncClient) -> None:
    assert "Приходьте до офісу зі своєю ідеєю" in (await client.get("/cso")).text


@pytest.mark.parametrize("query", ["q=%00", "page=0", "page=x", f"q={'x' * 201}", "area=football", "district=x"])
async def test_a_broken_question_is_refused(client: httpx.AsyncClient, query: str) -> None:
    for path in ("/cso", "/cso.csv") if not query.startswith("page") else ("/cso",):
        assert (await client.get(f"{path}?{query}")).status_code == 422


@pytest.mark.parametrize(("q", "which"), [("", range(1, 225)), ("сад", range(1, 225, 2))])
async def test_every_page_holds_its_own_rows_from_whichever_end_it_was_read(
    staff: httpx.AsyncClient, write: Callable[[str], Awaitable[None]], q: str, which: range
) -> None:
    await write("""
        insert into cso (id, version, edrpou, name, status, registered_on, created_with_help)
        select gen_random_uuid(), 1, lpad(n::text, 8, '0'), case n % 2 when 1 then 'Сад ' else 'Гай ' end || 1000 - n,
            'active', '2020-01-01', false from generate_series(1, 224) as n
    """)
    names = sorted(f"{'Сад' if one % 2 else 'Гай'} {1000 - one}" for one in which)
    pages = -(-len(names) // 50)
    for page in range(1, pages + 2):
        found = (await staff.get("/api/registry/v1/cso", params={"q": q, "page": page})).json()
        assert (found["found"], found["pages"]) == (len(names), pages)
        assert [one["name"] for one in found["csos"]] == names[(page - 1) * 50 : page * 50]
