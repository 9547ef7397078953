"""Signing a memorandum."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import Office
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.organisations import CSO, GARDEN, Published, registered, wrong_fields

ADDRESS = f"{CSO}/{GARDEN}/memoranda"
TODAY = clock.today()


def signing(**changes: Any) -> dict[str, Any]:
    later = (TODAY + timedelta(days=30)).isoformat()
    return {"number": "12/2023", "signed_on": TODAY.isoformat(), "valid_until": later} | changes


async def test_it_holds_from_its_day_and_everybody_learns_of_it(staff: httpx.AsyncClient, published: Published) -> None:
    await registered(staff)
    answer = await staff.post(ADDRESS, json=signing(document="vmr.gov.ua/m.pdf"))
    assert answer.status_code == 201, answer.text
    in_force = {"signed_on": TODAY.isoformat(), "valid_until": (TODAY + timedelta(days=30)).isoformat()}
    assert answer.json()["memorandum"] == in_force
    shown = (await staff.get(ADDRESS)).json()
    assert [(one["number"], one["document"]) for one in shown["memoranda"]] == [("12/2023", "https://vmr.gov.ua/m.pdf")]
    assert shown["ends_soon"] is True
    assert "Меморандум з міською радою" in (await staff.get(f"/cso/{GARDEN}")).text
    assert await published() == ["CSORegistered", "MemorandumSigned"]


async def test_no_two_hold_at_one_time(staff: httpx.AsyncClient, published: Published) -> None:
    await registered(staff, registered_on="2023-01-01", backdating_reason="з архіву")
    await staff.post(ADDRESS, json=signing(signed_on=(TODAY - timedelta(days=3)).isoformat()))
    assert wrong_fields(await staff.post(ADDRESS, json=signing())) == ["signed_on"]
    await staff.post(f"{ADDRESS}/ending", json={})
    held = signing(signed_on=(TODAY - timedelta(days=1)).isoformat())
    assert wrong_fields(await staff.post(ADDRESS, json=held)) == ["signed_on"]
    assert (await staff.post(ADDRESS, json=signing(valid_until=None))).status_code == 201
    assert await published() == ["CSORegistered", "MemorandumSigned", "MemorandumEnded", "MemorandumSigned"]


async def test_one_whose_time_was_over_yesterday_does_not_stand_in_the_way(
    staff: httpx.AsyncClient, published: Published
) -> None:
    await registered(staff)
    await staff.post(ADDRESS, json=signing())
    with clock.set_to(clock.now() + timedelta(days=31)):
        again = signing(signed_on=clock.today().isoformat(), valid_until=None)
        assert (await staff.post(ADDRESS, json=again)).status_code == 201
    expired = (await staff.get(ADDRESS)).json()["memoranda"][1]
    assert (expired["expired"], expired["ended_on"]) == (True, (TODAY + timedelta(days=31)).isoformat())
    assert await published() == ["CSORegistered", "MemorandumSigned", "MemorandumEnded", "MemorandumSigned"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": " "}, "number"),
        ({"document": "m.pdf"}, "document"),
        ({"signed_on": "2999-01-01"}, "signed_on"),
        ({"signed_on": (TODAY - timedelta(days=1)).isoformat()}, "signed_on"),
        ({"valid_until": (TODAY - timedelta(days=1)).isoformat()}, "valid_until"),
    ],
)
async def test_a_mistake_names_its_field(
    staff: httpx.AsyncClient, published: Published, changes: dict[str, Any], field: str
) -> None:
    await registered(staff)
    if field == "document":  # a host needs a domain; a file name alone looks like one
        changes = {"document": "javascript:m"}
    assert wrong_fields(await staff.post(ADDRESS, json=signing(**changes))) == [field]
    assert await published() == ["CSORegistered"]


async def test_it_is_signed_for_the_whole_city(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], office: Office
) -> None:
    worker = await signed_in(roles=[Role.WORKER, Role.COORDINATOR], whole_network=False, offices=[office.id])
    await registered(worker, office_id=str(office.id))
    for act in ("", "/renewal", "/ending"):
        assert (await worker.post(ADDRESS + act, json=signing())).status_code == 403
    assert "Ще немає меморандуму" in (await worker.get(f"/cso/{GARDEN}/memoranda")).text


async def test_the_database_itself_refuses_two_at_one_time(staff: httpx.AsyncClient, database: Database) -> None:
    known = await registered(staff)
    await staff.post(ADDRESS, json=signing())
    columns = "id, cso_id, number, signed_on, valid_until, ended_on"
    row = f"insert into memorandum ({columns}) values (:id, :cso, 'x', :a, :b, :c)"
    values = {"id": new_id(), "cso": known["id"], "a": TODAY, "b": TODAY + timedelta(days=1), "c": None}

    async def write(**changes: Any) -> None:
        async with database.transaction() as session:
            await session.execute(text(row), values | changes)

    for changes, why in (
        ({"c": TODAY + timedelta(days=1)}, "ex_memorandum_once"),
        ({"a": TODAY + timedelta(days=90), "b": None}, "uq_memorandum_in_force"),
        ({"b": TODAY - timedelta(days=1)}, "ck_memorandum_days"),
    ):
        with pytest.raises(IntegrityError, match=why):
            await write(**changes)
    await write(a=TODAY - timedelta(days=9), c=TODAY)
