"""Taking a notice down before its time."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest_asyncio
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import new_id
from liaison_registry.model import Office

Published = Callable[[], Awaitable[list[str]]]
SignedIn = Callable[..., Awaitable[httpx.AsyncClient]]


def of(office: Office, act: str = "") -> str:
    return f"/api/registry/v1/offices/{office.id}/notice{act}"


@pytest_asyncio.fixture
async def written(staff: httpx.AsyncClient, office: Office) -> dict[str, Any]:
    """A notice that is up for two more hours."""
    notice = {"text": "Немає світла", "until": (clock.now() + timedelta(hours=2)).isoformat()}
    assert (await staff.post(of(office), json=notice)).status_code == 201
    return notice


async def test_nobody_sees_it_any_more_and_another_can_be_put_up(
    staff: httpx.AsyncClient, office: Office, written: dict[str, Any], published: Published
) -> None:
    answer = await staff.post(of(office, "/removal"))
    assert (answer.status_code, answer.content) == (204, b"")
    for path in ("/offices/khutory", "/offices", "/offices/khutory/notice"):
        assert "Немає світла" not in (await staff.get(path)).text
    assert (await staff.post(of(office), json=written)).json()["version"] == 3
    assert "Немає світла" in (await staff.get("/offices/khutory")).text
    assert await published() == []


async def test_where_none_is_up_there_is_none_to_take_down(
    staff: httpx.AsyncClient, office: Office, written: dict[str, Any]
) -> None:
    await staff.post(of(office, "/removal"))
    again = await staff.post(of(office, "/removal"))
    assert (again.status_code, again.json()["type"]) == (409, "urn:liaison:problem:no-notice-up")
    await staff.post(of(office), json=written)
    with clock.set_to(clock.now() + timedelta(hours=3)):
        assert (await staff.post(of(office, "/removal"))).status_code == 409


async def test_a_notice_that_somebody_else_has_put_up_meanwhile_stays(
    staff: httpx.AsyncClient, office: Office, written: dict[str, Any]
) -> None:
    await staff.post(of(office), json=written | {"text": "Немає води"})
    answer = await staff.post(of(office, "/removal"), headers={"if-match": '"1"'})
    assert answer.status_code == 412
    assert "Немає води" in (await staff.get("/offices/khutory")).text


async def test_its_button_leads_back_to_the_form(
    staff: httpx.AsyncClient, office: Office, written: dict[str, Any]
) -> None:
    form = {"_page": "/offices/khutory/notice", "_version": "1"}
    back = await staff.post(f"/offices/{office.id}/notice/removal", data=form)
    assert (back.status_code, back.headers["location"]) == (303, "/offices/khutory/notice")


async def test_only_the_offices_own_workers_take_it_down(
    signed_in: SignedIn, staff: httpx.AsyncClient, office: Office, written: dict[str, Any]
) -> None:
    del staff.headers["authorization"]
    other = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[new_id()])
    assert (await other.post(of(office, "/removal"))).status_code == 403
    own = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[office.id])
    assert (await own.post(of(office, "/removal"))).status_code == 204


async def test_nothing_was_ever_up(staff: httpx.AsyncClient, office: Office) -> None:
    assert (await staff.post(of(office, "/removal"))).status_code == 409
    assert (await staff.post(f"/api/registry/v1/offices/{new_id()}/notice/removal")).status_code == 404
