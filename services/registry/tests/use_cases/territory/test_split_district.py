"""Splitting a district."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import CSO, District, InitiativeGroup, Office
from sqlalchemy import select

from services.registry.tests.territory import (
    API,
    FIELD,
    HUTORY,
    JOINED,
    STADNYTSIA,
    VILLAGE,
    said,
    splitting,
    two_districts,
    wrong,
)

Published = Callable[[], Awaitable[list[str]]]
TODAY = clock.today()


def of(district: District) -> str:
    return f"{API}/districts/{district.id}/splitting"


async def test_its_offices_organisations_groups_and_settlements_go_where_it_was_said(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    district, _, offices = await two_districts(database)
    answer = await staff.post(of(district), json=splitting(offices), headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    ended, (first, second) = answer.json()["ended"], answer.json()["successors"]
    assert (ended["ended_on"], ended["successors"]) == (TODAY.isoformat(), [first["id"], second["id"]])
    assert (first["joined_on"], first["predecessors"], first["settlements"]) == (
        *(TODAY.isoformat(), [ended["id"]]),
        [],
    )
    assert [(one["code"], one["since"]) for one in second["settlements"]] == [(FIELD, TODAY.isoformat())]
    async with database.reading() as session:
        rows = {one.slug: one for one in await session.scalars(select(Office))}
        csos = {one.name: one for one in await session.scalars(select(CSO))}
        group = await session.scalar(select(InitiativeGroup))
    assert str(rows["pysarivka"].district_id) == second["id"]
    assert rows["pysarivka"].district_name == "Писарівка"
    assert rows["pysarivka"].former_districts == [{"district_id": ended["id"], "until": TODAY.isoformat()}]
    assert str(rows["khutory"].district_id) == first["id"]
    assert rows["stadnytsia"].former_districts == []
    assert {str(one.district_id) for one in csos.values()} == {first["id"]}
    assert csos["ГО Сад"].former_districts[0]["district_id"] == ended["id"]
    assert group
    assert str(group.district_id) == second["id"]
    facts = ["DistrictChanged", "DistrictJoined", "DistrictJoined", "OfficeChanged", "OfficeChanged"]
    assert await published() == [*facts, "CSOChanged", "CSOChanged"]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"parts": [said(HUTORY, "А"), said(HUTORY, "Б")]}, ["parts.1.code", f"settlements.{VILLAGE}"]),
        ({"parts": [said(HUTORY, "А"), said("UA1", "Б")]}, ["parts.1.code"]),
        ({"parts": [said(HUTORY, "А"), said("UA07020030000000001", "Б")]}, ["parts.1.code", f"settlements.{VILLAGE}"]),
        ({"parts": [said(HUTORY, "А"), said(STADNYTSIA, "Б")]}, ["parts.1.code", f"settlements.{VILLAGE}"]),
        ({"parts": [said(HUTORY, "А"), said(VILLAGE, "Б") | {"name": ""}]}, ["parts.1.name"]),
        ({"settlements": {}}, [f"settlements.{FIELD}"]),
        ({"settlements": {FIELD: 2}}, [f"settlements.{FIELD}"]),
        ({"settlements": {FIELD: 1, VILLAGE: 0}}, [f"settlements.{VILLAGE}"]),
        ({"settlements": {FIELD: 1, STADNYTSIA: 0}}, [f"settlements.{STADNYTSIA}"]),
        ({"others": None}, ["others"]),
        ({"others": 2}, ["others"]),
        ({"decision": ""}, ["decision"]),
        ({"effective_on": (TODAY + timedelta(days=1)).isoformat()}, ["effective_on"]),
        ({"effective_on": JOINED.isoformat(), "backdating_reason": "x"}, ["effective_on"]),
        ({"effective_on": (TODAY - timedelta(days=8)).isoformat()}, ["backdating_reason"]),
    ],
)
async def test_a_mistake_names_its_field_and_nothing_has_changed(
    staff: httpx.AsyncClient, database: Database, published: Published, changes: dict[str, Any], fields: list[str]
) -> None:
    district, _, offices = await two_districts(database)
    assert wrong(await staff.post(of(district), json=splitting(offices, **changes))) == fields
    assert await published() == []


async def test_a_split_makes_at_least_two(staff: httpx.AsyncClient, database: Database) -> None:
    district, _, offices = await two_districts(database)
    all_to_one = {"offices": {str(one.id): 0 for one in offices[:2]}, "settlements": {VILLAGE: 0, FIELD: 0}}
    one_part = splitting(offices, parts=[said(HUTORY, "Хутори")], **all_to_one)
    assert wrong(await staff.post(of(district), json=one_part)) == ["parts.1.code"]


async def test_an_office_left_out_or_of_another_district_is_named(staff: httpx.AsyncClient, database: Database) -> None:
    district, _, offices = await two_districts(database)
    assigned = {str(offices[0].id): 0, str(offices[2].id): 1}
    answer = await staff.post(of(district), json=splitting(offices, offices=assigned))
    assert wrong(answer) == sorted([f"offices.{offices[1].id}", f"offices.{offices[2].id}"])


async def test_what_has_ended_ends_no_more_and_takes_nothing_in(staff: httpx.AsyncClient, database: Database) -> None:
    district, other, offices = await two_districts(database)
    both = [staff.post(of(district), json=splitting(offices)) for _ in range(2)]
    assert sorted([one.status_code for one in await asyncio.gather(*both)]) == [200, 409]
    merging = {"effective_on": TODAY.isoformat(), "decision": "x", "others": [str(district.id)]}
    assert (await staff.post(f"{API}/districts/{other.id}/merging", json=merging)).status_code == 409
    cso = {"name": "ГО Поле", "district_id": str(district.id)}
    assert wrong(await staff.post(f"{API}/cso/99000005/details", json=cso)) == ["district_id"]
    assert str(district.id) not in (await staff.get("/cso/new")).text


async def test_the_second_who_edits_is_told(staff: httpx.AsyncClient, database: Database) -> None:
    district, _, offices = await two_districts(database)
    answer = await staff.post(of(district), json=splitting(offices), headers={"If-Match": '"7"'})
    assert answer.status_code == 412


async def test_the_form_shows_what_moves_and_keeps_what_was_typed(staff: httpx.AsyncClient, database: Database) -> None:
    district, _, offices = await two_districts(database)
    here = f"/districts/{HUTORY}/split?parts=2&lang=uk"
    page = (await staff.get(here)).text
    assert f'action="/districts/{district.id}/splitting"' in page
    assert "Разом із ним: 1 організація, 0 ініціативних груп" in page
    given = splitting(offices)
    form = {"_page": here, "_version": "1", "effective_on": given["effective_on"], "decision": "№ 12", "others": "0"}
    form |= {f"parts.{n}.{key}": value for n, part in enumerate(given["parts"]) for key, value in part.items()}
    form |= {f"offices.{one}": str(number) for one, number in given["offices"].items()}
    refused = await staff.post(f"/districts/{district.id}/splitting", data=form)
    assert refused.status_code == 422
    assert f'href="#settlements.{FIELD}"' in refused.text
    assert 'value="№ 12"' in refused.text
    done = await staff.post(f"/districts/{district.id}/splitting", data=form | {f"settlements.{FIELD}": "1"})
    assert done.status_code == 303, done.text
    shown = (await staff.get(done.headers["location"])).text
    assert "Писарівка" in shown
    assert "/split" not in shown
    assert "/split" in (await staff.get(f"/districts/{HUTORY}")).text


async def test_only_who_looks_after_the_whole_network_splits(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], database: Database
) -> None:
    district, _, offices = await two_districts(database)
    worker = await signed_in(whole_network=False)
    assert (await worker.post(of(district), json=splitting(offices))).status_code == 403
    assert (await worker.get(f"/districts/{HUTORY}/split")).status_code == 403
