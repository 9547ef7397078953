"""Recording what was learnt from others."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from liaison_kit import clock
from sqlalchemy.exc import DBAPIError

from services.registry.tests.plan_steps import LESSON, PROGRAMME, done

Published = Callable[[], Awaitable[list[str]]]
ADDRESS = f"{PROGRAMME}/lessons"


@pytest.mark.usefixtures("imported")
async def test_everybody_reads_it_and_the_milestone_leads_to_it(staff: httpx.AsyncClient, published: Published) -> None:
    await done(await staff.post(ADDRESS, json=LESSON))
    assert (await published())[-1] == "LessonsChanged"
    del staff.headers["authorization"]
    page = (await staff.get("/programme/lessons")).text
    for part in (LESSON["topic"], LESSON["institution"], LESSON["outcome"], LESSON["link"], "/programme#milestone-3"):
        assert part in page, part
    assert "/programme/lessons?milestone=3" in (await staff.get("/programme")).text
    (told,) = (await staff.get(PROGRAMME)).json()["programme"]["lessons"]
    assert (told["topic"], told["milestone"], "outcome" in told) == (LESSON["topic"], 3, False)


@pytest.mark.usefixtures("imported")
async def test_link_and_milestone_may_be_left_empty(staff: httpx.AsyncClient) -> None:
    form = {"_page": "/programme/lessons/new", **LESSON, "link": "", "milestone": ""}
    answer = await staff.post("/programme/lessons", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/programme/lessons")


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"learned_on": (clock.today() + timedelta(days=1)).isoformat()}, "learned_on"),
        ({"institution": ""}, "institution"),
        ({"topic": "два\nрядки"}, "topic"),
        ({"outcome": " "}, "outcome"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"milestone": 99}, "milestone"),
        ({"kind": "gossip"}, "kind"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    staff: httpx.AsyncClient, published: Published, changes: dict[str, object], field: str
) -> None:
    answer = await staff.post(ADDRESS, json=LESSON | changes)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert "LessonsChanged" not in await published()


async def test_without_a_programme_there_is_nothing_to_learn_for(staff: httpx.AsyncClient) -> None:
    assert (await staff.post(ADDRESS, json=LESSON)).status_code == 404
    assert "імпортуйте мережу" in (await staff.get("/programme/lessons/new")).text


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("kind = 'gossip'", "ck_lesson_kind"),
        ("milestone = 0", "ck_lesson_milestone"),
        ("withdrawn_on = now()", "ck_lesson_withdrawn"),
    ],
)
async def test_the_database_refuses_what_must_not_be(
    staff: httpx.AsyncClient, write: Callable[[str], Awaitable[None]], change: str, constraint: str
) -> None:
    await done(await staff.post(ADDRESS, json=LESSON))
    with pytest.raises(DBAPIError, match=constraint):
        await write(f"update lesson set {change}")
