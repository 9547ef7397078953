"""Merging two CSOs."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model.csos import duplicates
from sqlalchemy import Column, ForeignKey, MetaData, Table, Uuid, text

from services.registry.tests.organisations import CSO, FARM, GARDEN, Published, registered, wrong_fields

MERGING = f"{CSO}/{GARDEN}/merging"
TODAY = clock.today()


async def told(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """What the last transaction's records say, oldest first."""
    async with database.reading() as session:
        rows = (await session.execute(text("select topic, payload from outbox order by id"))).all()
    return [(topic.rpartition(".")[2], json.loads(bytes(payload))["data"]) for topic, payload in rows]


async def test_one_is_kept_with_what_both_had_and_the_other_leads_to_it(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    kept = await registered(staff)
    gone = await registered(staff, FARM, name="ГО Сад", created_with_help=True)
    await staff.post(f"{CSO}/{FARM}/memoranda", json={"number": "7", "signed_on": TODAY.isoformat()})
    await staff.post(f"{CSO}/{FARM}/network-membership", json={})
    answer = await staff.post(MERGING, json={"gone": FARM})
    assert answer.status_code == 200, answer.text
    state = answer.json()
    assert (state["created_with_help"], state["network_since"]) == (True, TODAY.isoformat())
    assert state["memorandum"] == {"signed_on": TODAY.isoformat(), "valid_until": None}
    records = await told(database)
    (fact,) = (data for topic, data in records if topic == "CSOsMerged")
    assert (fact["state"]["id"], fact["gone_id"]) == (kept["id"], gone["id"])
    last = records[-1][1]
    assert records[-1][0] == "CSOState"
    assert (last["id"], last["status"], last["merged_into"], last["memorandum"]) == (
        *(gone["id"], "merged"),
        *(kept["id"], None),
    )
    page = (await staff.get(f"/cso/{FARM}")).text
    assert f'href="/cso/{GARDEN}"' in page
    assert "було внесено двічі" in page
    assert (await staff.get(CSO)).json()["found"] == 1
    assert len((await staff.get(f"{CSO}/{GARDEN}/memoranda")).json()["memoranda"]) == 1
    assert (await published())[-2:] == ["CSOsMerged", "CSOChanged"]


async def test_twice_into_itself_and_what_is_merged_are_refused(staff: httpx.AsyncClient, published: Published) -> None:
    await registered(staff)
    await registered(staff, FARM)
    await registered(staff, "99000005")
    assert wrong_fields(await staff.post(MERGING, json={"gone": f"UA-EDR-{GARDEN}"})) == ["gone"]
    assert wrong_fields(await staff.post(MERGING, json={"gone": "12345"})) == ["gone"]
    assert (await staff.post(MERGING, json={"gone": "99000011"})).status_code == 404
    assert (await staff.post(MERGING, json={"gone": FARM})).status_code == 200
    assert (await staff.post(MERGING, json={"gone": FARM})).status_code == 409
    assert (await staff.post(f"{CSO}/{FARM}/merging", json={"gone": "99000005"})).status_code == 409
    assert (await staff.post(f"{CSO}/{FARM}/merging", json={"gone": GARDEN})).status_code == 409
    # Who was merged before is found through two entries.
    await staff.post(f"{CSO}/99000005/merging", json={"gone": GARDEN})
    assert (await staff.get(f"{CSO}/{FARM}")).json()["went_to"]["edrpou"] == "99000005"
    assert await published() == ["CSORegistered"] * 3 + ["CSOsMerged", "CSOChanged"] * 2


async def test_of_two_who_merge_the_same_two_at_one_moment_one_is_refused(
    staff: httpx.AsyncClient, published: Published
) -> None:
    await registered(staff)
    await registered(staff, FARM)
    one, other = await asyncio.gather(
        staff.post(MERGING, json={"gone": FARM}), staff.post(f"{CSO}/{FARM}/merging", json={"gone": GARDEN})
    )
    assert sorted([one.status_code, other.status_code]) == [200, 409]
    assert await published() == ["CSORegistered"] * 2 + ["CSOsMerged", "CSOChanged"]


async def test_two_memoranda_in_force_are_decided_by_a_person(staff: httpx.AsyncClient, published: Published) -> None:
    for edrpou in (GARDEN, FARM):
        await registered(staff, edrpou)
        await staff.post(f"{CSO}/{edrpou}/memoranda", json={"number": "1", "signed_on": TODAY.isoformat()})
        await staff.post(f"{CSO}/{edrpou}/network-membership", json={})
    assert wrong_fields(await staff.post(MERGING, json={"gone": FARM})) == ["gone"]
    await staff.post(f"{CSO}/{FARM}/memoranda/ending", json={})
    answer = await staff.post(MERGING, json={"gone": FARM})
    assert answer.status_code == 200, answer.text
    assert answer.json()["memorandum"]
    assert answer.json()["network_since"] == TODAY.isoformat()


async def test_whatever_else_names_the_organisation_follows_it(
    staff: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As tables of other areas do: they are found by their foreign keys."""
    kept, gone = await registered(staff), await registered(staff, FARM)
    metadata = MetaData()
    Table("cso", metadata, Column("id", Uuid, primary_key=True))
    Table("csos_prize", metadata, Column("cso_id", Uuid, ForeignKey("cso.id"), primary_key=True))
    monkeypatch.setattr(duplicates.Base, "metadata", metadata)
    async with database.transaction() as session:
        await session.execute(text("create table csos_prize (cso_id uuid primary key references cso)"))
        both = {"one": kept["id"], "other": gone["id"]}
        await session.execute(text("insert into csos_prize values (:one), (:other)"), both)
    assert wrong_fields(await staff.post(MERGING, json={"gone": FARM})) == ["gone"]
    async with database.transaction() as session:
        await session.execute(text("delete from csos_prize where cso_id = :kept"), {"kept": kept["id"]})
    assert (await staff.post(MERGING, json={"gone": FARM})).status_code == 200
    async with database.reading() as session:
        assert [str(one) for one in await session.scalars(text("select cso_id from csos_prize"))] == [kept["id"]]


async def test_only_a_coordinator_of_the_whole_network_merges(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]],
) -> None:
    worker = await signed_in(whole_network=False)
    assert (await worker.post(MERGING, json={"gone": FARM})).status_code == 403
    assert (await worker.post(f"{CSO}/{GARDEN}/difference", json={"gone": FARM})).status_code == 403
    assert (await worker.get("/cso/duplicates")).status_code == 403
