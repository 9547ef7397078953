"""The list of what was learnt from others."""

import httpx
import pytest

from services.registry.tests.plan_steps import LESSON, PROGRAMME, done

pytestmark = pytest.mark.usefixtures("imported")


async def test_it_can_be_asked_for_by_kind_and_milestone_and_comes_in_pages(staff: httpx.AsyncClient) -> None:
    for day in range(1, 29):
        for kind, milestone in (("advice", 3), ("experience", 1)):
            lesson = LESSON | {"kind": kind, "milestone": milestone, "learned_on": f"2022-02-{day:02}"}
            await done(await staff.post(f"{PROGRAMME}/lessons", json=lesson))
    found = (await staff.get(f"{PROGRAMME}/lessons")).json()
    assert (found["found"], found["pages"], len(found["lessons"])) == (56, 2, 50)
    assert found["lessons"][0]["learned_on"] == "2022-02-28"
    assert len((await staff.get(f"{PROGRAMME}/lessons?page=2")).json()["lessons"]) == 6
    of_one = (await staff.get(f"{PROGRAMME}/lessons?kind=experience&milestone=1")).json()
    assert (of_one["found"], {one["kind"] for one in of_one["lessons"]}) == (28, {"experience"})
    assert "Таких записів немає" in (await staff.get("/programme/lessons?milestone=5")).text


async def test_before_anything_is_recorded_it_says_what_to_do(staff: httpx.AsyncClient) -> None:
    assert "Почніть з останньої розмови" in (await staff.get("/programme/lessons")).text
    del staff.headers["authorization"]
    page = (await staff.get("/programme/lessons")).text
    assert "Записів ще немає" in page
    assert "/programme/lessons/new" not in page
