"""Changing a target."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from services.registry.tests.plan_steps import API, PROGRAMME, done

Published = Callable[[], Awaitable[list[str]]]
NOW = {"title": "Відкрито офісів", "title_en": "Offices opened", "goal": 4}
pytestmark = pytest.mark.usefixtures("imported")


async def first(staff: httpx.AsyncClient) -> str:
    """The address of the first target of the file."""
    return f"{PROGRAMME}/targets/{(await staff.get(f'{PROGRAMME}/targets')).json()['targets'][0]['id']}"


async def goals(staff: httpx.AsyncClient) -> list[int]:
    return [one["goal"] for one in (await staff.get(PROGRAMME)).json()["programme"]["targets"]]


async def test_it_is_promised_otherwise_and_whoever_saw_it_before_is_told(
    staff: httpx.AsyncClient, published: Published
) -> None:
    target = await first(staff)
    seen = {"if-match": (await staff.get(target)).headers["etag"]}
    await done(await staff.post(target, json=NOW, headers=seen), 200)
    assert await goals(staff) == [4, 3, 15]
    assert (await published())[-1] == "TargetsChanged"
    late = await staff.post(target, json=NOW | {"goal": 5}, headers=seen)
    assert (late.status_code, await goals(staff)) == (412, [4, 3, 15])


async def test_the_same_again_is_no_news(staff: httpx.AsyncClient, published: Published) -> None:
    target = await first(staff)
    await done(await staff.post(target, json=NOW), 200)
    told = await published()
    await done(await staff.post(target, json=NOW), 200)
    assert await published() == told


async def test_what_was_written_here_stays_until_the_files_own_words_change(
    staff: httpx.AsyncClient, network: str
) -> None:
    await done(await staff.post(await first(staff), json=NOW), 200)
    again = await staff.post(f"{API}/network", content=network.encode())
    assert (again.json()["programme"]["unchanged"], await goals(staff)) == (1, [4, 3, 15])
    newer = network.replace("goal: 15", "goal: 20")
    await staff.post(f"{API}/network", content=newer.encode())
    assert await goals(staff) == [4, 3, 20]
    await staff.post(f"{API}/network", content=newer.replace("goal: 3", "goal: 2", 1).encode())
    assert await goals(staff) == [2, 3, 20]


async def test_what_the_file_leaves_out_is_promised_no_more_and_what_was_added_here_is(
    staff: httpx.AsyncClient, network: str
) -> None:
    more = {"key": "event_visits", "title": "Відвідувань", "title_en": "Visits", "goal": 900}
    await done(await staff.post(f"{PROGRAMME}/targets", json=more))
    start = network.index("    - key: events_per_office")
    shorter = network[:start] + network[network.index("\n\n", start) :]
    answer = await staff.post(f"{API}/network", content=shorter.encode())
    assert answer.status_code == 200, answer.text
    assert await goals(staff) == [3, 3, 900]


async def test_a_goal_of_nothing_is_refused(staff: httpx.AsyncClient) -> None:
    answer = await staff.post(await first(staff), json=NOW | {"goal": 0})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "goal")
