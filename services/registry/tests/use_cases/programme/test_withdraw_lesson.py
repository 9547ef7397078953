"""Withdrawing what was learnt from others."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from services.registry.tests.plan_steps import LESSON, PROGRAMME, done

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")
WHY = {"reason": "Записано двічі"}


async def test_residents_see_it_no_more_and_coordinators_see_why(
    staff: httpx.AsyncClient, published: Published
) -> None:
    added = await done(await staff.post(f"{PROGRAMME}/lessons", json=LESSON))
    lesson = f"{PROGRAMME}/lessons/{added['id']}"
    await done(await staff.post(f"{lesson}/withdrawal", json=WHY, headers={"if-match": '"1"'}), 200)
    assert (await published())[-2:] == ["LessonsChanged"] * 2
    assert (await staff.post(f"{lesson}/withdrawal", json=WHY)).status_code == 409
    assert (await staff.post(lesson, json=LESSON)).status_code == 409
    assert (await staff.get(PROGRAMME)).json()["programme"]["lessons"] == []
    assert WHY["reason"] in (await staff.get("/programme/lessons")).text
    del staff.headers["authorization"]
    answer = await staff.get(f"{PROGRAMME}/lessons")
    assert (answer.json()["lessons"], answer.json()["withdrawn"]) == ([], [])
    assert WHY["reason"] not in (await staff.get("/programme/lessons")).text


async def test_a_reason_is_needed(staff: httpx.AsyncClient) -> None:
    added = await done(await staff.post(f"{PROGRAMME}/lessons", json=LESSON))
    answer = await staff.post(f"{PROGRAMME}/lessons/{added['id']}/withdrawal", json={"reason": ""})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")
