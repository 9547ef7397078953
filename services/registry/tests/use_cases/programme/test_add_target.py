"""Adding a target."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from sqlalchemy.exc import DBAPIError

from services.registry.tests.plan_steps import FIRST, PROGRAMME, TARGET, done

Published = Callable[[], Awaitable[list[str]]]
ADDRESS = f"{PROGRAMME}/targets"


async def a_district(staff: httpx.AsyncClient) -> str:
    districts = (await staff.get("/api/registry/v1/districts")).json()["districts"]
    return str(next(one["district"]["id"] for one in districts if one["district"]["code"] == FIRST))


@pytest.mark.usefixtures("imported")
async def test_a_target_of_the_network_and_one_of_a_district_are_told_apart(
    staff: httpx.AsyncClient, published: Published
) -> None:
    district = await a_district(staff)
    await done(await staff.post(ADDRESS, json=TARGET | {"by": "2023-03-31"}))
    await done(await staff.post(ADDRESS, json=TARGET | {"key": "csos_created", "district_id": district}))
    state = (await staff.get(PROGRAMME)).json()["programme"]
    assert [(one["key"], one["goal"], one["by"]) for one in state["targets"]] == [
        ("offices_opened", 3, None),
        ("csos_created", 3, None),
        ("events_per_office", 15, None),
        ("staff_trained", 6, "2023-03-31"),
    ]
    assert [(one["key"], one["district_id"]) for one in state["district_targets"]] == [("csos_created", district)]
    assert (await published())[-2:] == ["TargetsChanged"] * 2
    page = (await staff.get("/programme")).text
    assert "Навчено працівників" in page
    assert "В окремих округах" in page


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"goal": 0}, 422, "goal"),
        ({"title": " "}, 422, "title"),
        ({"key": "happiness"}, 422, "key"),
        ({"by": "2021-09-30"}, 422, "by"),
        ({"district_id": "00000000-0000-0000-0000-000000000009"}, 422, "district_id"),
        ({"key": "csos_created"}, 409, "key"),
    ],
)
async def test_what_cannot_be_promised_is_refused_by_its_field(
    staff: httpx.AsyncClient, published: Published, changes: dict[str, object], status: int, field: str
) -> None:
    answer = await staff.post(ADDRESS, json=TARGET | changes)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
    assert "TargetsChanged" not in await published()


async def test_without_a_programme_nothing_can_be_promised(staff: httpx.AsyncClient, published: Published) -> None:
    assert (await staff.post(ADDRESS, json=TARGET)).status_code == 404
    assert await published() == []
    assert "імпортуйте мережу" in (await staff.get("/programme/targets")).text


@pytest.mark.usefixtures("imported")
async def test_a_form_that_leaves_day_and_district_empty_promises_for_the_network(staff: httpx.AsyncClient) -> None:
    form = {"_page": "/programme/targets", **{name: str(value) for name, value in TARGET.items()}}
    answer = await staff.post("/programme/targets", data=form | {"by": "", "district_id": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/programme/targets")
    assert "Навчено працівників" in (await staff.get("/programme/targets")).text


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("goal = 0", "ck_target_goal"),
        ("withdrawn_on = now()", "ck_target_withdrawn"),
        ("key = 'csos_created'", "uq_target_key"),
    ],
)
async def test_the_database_refuses_what_must_not_be(
    write: Callable[[str], Awaitable[None]], change: str, constraint: str
) -> None:
    with pytest.raises(DBAPIError, match=constraint):
        await write(f"update target set {change}")
