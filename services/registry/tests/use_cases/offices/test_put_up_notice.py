"""Putting up a notice at an office."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import new_id
from liaison_registry.model import Office
from sqlalchemy.exc import IntegrityError

Published = Callable[[], Awaitable[list[str]]]
Write = Callable[[str], Awaitable[None]]
SignedIn = Callable[..., Awaitable[httpx.AsyncClient]]

MORNING = datetime(2026, 12, 1, 9, 0, tzinfo=clock.KYIV)
NO_POWER = {"text": "Сьогодні до 15:00 немає світла", "text_en": "No electricity today until 15:00"}
NO_POWER |= {"until": "2026-12-01T15:00"}


def of(office: Office) -> str:
    return f"/api/registry/v1/offices/{office.id}/notice"


async def test_residents_see_it_on_the_offices_page_and_in_the_list_until_its_time(
    staff: httpx.AsyncClient, client: httpx.AsyncClient, office: Office, published: Published
) -> None:
    with clock.set_to(MORNING):
        answer = await staff.post(of(office), json=NO_POWER)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == "/offices/khutory"
        assert answer.json() == NO_POWER | {"version": 1, "until": "2026-12-01T13:00:00Z"}
    for path in ("/offices/khutory", "/offices"):
        with clock.set_to(MORNING.replace(hour=14, minute=59)):
            page = (await client.get(f"{path}?lang=uk")).text
            assert "Сьогодні до 15:00 немає світла" in page
            assert "Оголошення діє до" in page
            assert ", 15:00</p>" in page
            assert "No electricity today until 15:00" in (await client.get(f"{path}?lang=en")).text
        with clock.set_to(MORNING.replace(hour=15)):
            assert "немає світла" not in (await client.get(f"{path}?lang=uk")).text
    assert await published() == []


async def test_programs_read_it_where_residents_do(staff: httpx.AsyncClient, office: Office) -> None:
    with clock.set_to(MORNING):
        told = (await staff.post(of(office), json=NO_POWER)).json()
        assert (await staff.get("/api/registry/v1/offices/khutory")).json()["notice_up"] == told
        assert (await staff.get("/api/registry/v1/offices")).json()["notices_up"] == {str(office.id): told}
    with clock.set_to(MORNING.replace(hour=15)):
        assert (await staff.get("/api/registry/v1/offices/khutory")).json()["notice_up"] is None
        assert (await staff.get("/api/registry/v1/offices")).json()["notices_up"] == {}


async def test_a_new_one_takes_the_place_of_the_old(staff: httpx.AsyncClient, office: Office) -> None:
    with clock.set_to(MORNING):
        await staff.post(of(office), json=NO_POWER)
        answer = await staff.post(of(office), json={"text": "Світло вже є", "text_en": "", "until": "2026-12-01T18:00"})
        assert answer.json()["text_en"] is None
        page = (await staff.get("/offices/khutory?lang=en")).text
    assert "немає світла" not in page
    assert "No electricity" not in page
    assert '<p lang="uk">Світло вже є</p>' in page


async def test_of_two_who_write_one_the_second_is_told(staff: httpx.AsyncClient, office: Office) -> None:
    with clock.set_to(MORNING):
        await staff.post(of(office), json=NO_POWER)
        seen = {"if-match": (await staff.get("/api/registry/v1/offices/khutory/notice")).headers["etag"]}
        assert (await staff.post(of(office), json=NO_POWER | {"text": "Вже до 17:00"}, headers=seen)).status_code == 201
        assert (await staff.post(of(office), json=NO_POWER, headers=seen)).status_code == 412
        form = {"_page": "/offices/khutory/notice", "_version": "1", **NO_POWER}
        again = await staff.post(f"/offices/{office.id}/notice", data=form)
    assert again.status_code == 412
    assert "Вже до 17:00" in again.text
    assert 'name="_version" value="2"' in again.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "я" * 201}, "text"),
        ({"text_en": "two\nlines"}, "text_en"),
        ({"until": "2026-12-01T09:00"}, "until"),
        ({"until": "2026-12-16T00:00"}, "until"),
        ({"until": "ввечері"}, "until"),
    ],
)
async def test_what_is_wrong_is_named(
    staff: httpx.AsyncClient, office: Office, wrong: dict[str, str], field: str
) -> None:
    with clock.set_to(MORNING):
        answer = await staff.post(of(office), json=NO_POWER | wrong)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])


async def test_it_may_stay_until_the_end_of_the_fourteenth_day(staff: httpx.AsyncClient, office: Office) -> None:
    with clock.set_to(MORNING):
        answer = await staff.post(of(office), json=NO_POWER | {"until": "2026-12-15T23:59"})
    assert answer.status_code == 201, answer.text


async def test_its_form_keeps_what_was_typed(staff: httpx.AsyncClient, office: Office) -> None:
    form = {"_page": "/offices/khutory/notice", **NO_POWER, "until": "2026-11-01T15:00"}
    with clock.set_to(MORNING):
        answer = await staff.post(f"/offices/{office.id}/notice", data=form)
    assert answer.status_code == 422
    assert 'id="until-error"' in answer.text
    assert 'value="No electricity today until 15:00"' in answer.text


async def test_only_the_offices_own_workers_put_it_up(signed_in: SignedIn, office: Office) -> None:
    asked: list[tuple[dict[str, Any], int]] = [
        ({"roles": [Role.WORKER], "whole_network": False, "offices": [new_id()]}, 403),
        ({"roles": [Role.ANALYST]}, 403),
        ({"roles": [Role.WORKER], "whole_network": False, "offices": [office.id]}, 201),
    ]
    soon = NO_POWER | {"until": (clock.now() + timedelta(hours=2)).isoformat()}
    for who, status in asked:
        caller = await signed_in(**who)
        assert (await caller.post(of(office), json=soon)).status_code == status, who


async def test_an_office_that_is_closed_for_good_has_none(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    soon = NO_POWER | {"until": (clock.now() + timedelta(hours=2)).isoformat()}
    assert (await staff.post(of(office), json=soon)).status_code == 201
    at = f"/api/registry/v1/offices/{office.id}"
    await staff.post(f"{at}/opening", json={"override_reason": "x"})
    await staff.post(f"{at}/closing", json={"notice": "Переїхали"})
    assert "немає світла" not in (await staff.get("/offices/khutory")).text
    assert "немає світла" not in (await staff.get("/offices")).text
    answer = await staff.post(of(office), json=soon)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:liaison:problem:closed-for-good")
    assert await published() == ["OfficeOpened", "OfficeClosed"]


async def test_the_database_itself_refuses_a_second(staff: httpx.AsyncClient, office: Office, write: Write) -> None:
    with clock.set_to(MORNING):
        await staff.post(of(office), json=NO_POWER)
    copied = "select gen_random_uuid(), 1, office_id, text, text_en, until from office_notice"
    with pytest.raises(IntegrityError, match="uq_office_notice_office_id"):
        await write(f"insert into office_notice (id, version, office_id, text, text_en, until) {copied}")
