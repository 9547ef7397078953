"""Correcting what was learnt from others."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from services.registry.tests.plan_steps import LESSON, PROGRAMME, done

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")


async def test_it_is_told_otherwise_and_whoever_saw_it_before_is_told_so(
    staff: httpx.AsyncClient, published: Published
) -> None:
    added = await done(await staff.post(f"{PROGRAMME}/lessons", json=LESSON))
    lesson = f"{PROGRAMME}/lessons/{added['id']}"
    seen = {"if-match": (await staff.get(f"{lesson}/change")).headers["etag"]}
    now = LESSON | {"topic": "Як рахувати відвідування"}
    await done(await staff.post(lesson, json=now, headers=seen), 200)
    assert (await published())[-2:] == ["LessonsChanged"] * 2
    assert (await staff.post(lesson, json=LESSON, headers=seen)).status_code == 412
    assert (await staff.get(PROGRAMME)).json()["programme"]["lessons"][0]["topic"] == now["topic"]
    told = await published()
    await done(await staff.post(lesson, json=now), 200)
    assert await published() == told
    answer = await staff.post(lesson, json=now | {"milestone": 99})
    assert answer.json()["errors"][0]["field"] == "milestone"
