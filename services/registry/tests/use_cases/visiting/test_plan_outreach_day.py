"""Planning an outreach day."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from liaison_kit import clock
from liaison_registry.model import Office
from sqlalchemy.exc import IntegrityError

Published = Callable[[], Awaitable[list[str]]]
Write = Callable[[str], Awaitable[None]]

BACKWARDS = '[{"starts_at": "2027-01-01T10:00:00Z", "ends_at": "2027-01-01T09:00:00Z"}]'


def in_malia(days: int = 7, start: str = "10:00", end: str = "13:00") -> dict[str, str]:
    day = (clock.today() + timedelta(days=days)).isoformat()
    return {
        "settlement": "Мала Стадниця",
        "settlement_en": "Mala Stadnytsia",
        "place": "Клуб",
        "starts_at": f"{day}T{start}",
        "ends_at": f"{day}T{end}",
    }


async def test_residents_of_the_village_see_who_comes_and_when(
    staff: httpx.AsyncClient, client: httpx.AsyncClient, office: Office, published: Published
) -> None:
    address = f"/api/registry/v1/offices/{office.id}/outreach"
    answer = await staff.post(address, json=in_malia())
    assert answer.status_code == 201, answer.text
    assert [one["settlement_en"] for one in answer.json()["outreach"]] == ["Mala Stadnytsia"]
    again = await staff.post(address, json=in_malia(start="12:00", end="15:00"))
    assert (again.status_code, again.json()["errors"][0]["field"]) == (409, "starts_at")
    assert await published() == ["OfficeChanged"]
    page = (await client.get("/outreach?q=мала")).text
    assert "Мала Стадниця" in page
    assert "10:00–13:00" in page
    assert 'href="/offices/khutory"' in page
    assert "Мала Стадниця" in (await client.get(f"/outreach?district={office.district_id}")).text
    assert "Мала Стадниця" not in (await client.get("/outreach?q=Бохоники")).text
    assert "Мала Стадниця" in (await client.get("/offices/khutory")).text
    with clock.set_to(clock.now() + timedelta(days=9)):
        assert "Мала Стадниця" not in (await client.get("/outreach")).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (in_malia(start="13:00", end="10:00"), "ends_at"),
        (in_malia(days=-1), "starts_at"),
        (in_malia() | {"settlement": ""}, "settlement"),
        (in_malia() | {"settlement_code": "UA12"}, "settlement_code"),
    ],
)
async def test_what_is_wrong_is_named(
    staff: httpx.AsyncClient, office: Office, wrong: dict[str, str], field: str
) -> None:
    answer = await staff.post(f"/api/registry/v1/offices/{office.id}/outreach", json=wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_the_database_itself_refuses_a_day_that_ends_first(write: Write, office: Office) -> None:
    with pytest.raises(IntegrityError, match="ck_office_outreach"):
        await write(f"update office set outreach = '{BACKWARDS}'")
