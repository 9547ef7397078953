"""Withdrawing a target."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from services.registry.tests.plan_steps import API, PROGRAMME, TARGET, done

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")
WHY = {"reason": "Навчання взяло на себе інше місто"}


async def test_it_is_promised_no_more_and_everybody_reads_why(staff: httpx.AsyncClient, published: Published) -> None:
    target = f"{PROGRAMME}/targets/{(await done(await staff.post(f'{PROGRAMME}/targets', json=TARGET)))['id']}"
    await done(await staff.post(f"{target}/withdrawal", json=WHY), 200)
    assert (await published())[-2:] == ["TargetsChanged"] * 2
    del staff.headers["authorization"]
    page = await staff.get("/programme")
    assert WHY["reason"] in page.text
    keys = [one["key"] for one in (await staff.get(PROGRAMME)).json()["programme"]["targets"]]
    assert "staff_trained" not in keys


async def test_once_withdrawn_it_neither_changes_nor_comes_back_with_the_file(
    staff: httpx.AsyncClient, network: str, published: Published
) -> None:
    listed = (await staff.get(f"{PROGRAMME}/targets")).json()["targets"][0]
    target = f"{PROGRAMME}/targets/{listed['id']}"
    seen = {"if-match": '"1"'}
    await done(await staff.post(f"{target}/withdrawal", json=WHY, headers=seen), 200)
    assert (await staff.post(f"{target}/withdrawal", json=WHY, headers=seen)).status_code == 412
    assert (await staff.post(f"{target}/withdrawal", json=WHY)).status_code == 409
    words = {"title": "x", "title_en": "x", "goal": 1}
    assert (await staff.post(target, json=words)).status_code == 409
    told = await published()
    again = await staff.post(f"{API}/network", content=network.encode())
    assert (again.json()["programme"]["unchanged"], await published()) == (1, told)
    assert "Відкликано" in (await staff.get(f"/programme/targets/{listed['id']}")).text


async def test_the_same_can_be_promised_anew(staff: httpx.AsyncClient) -> None:
    for _ in range(2):
        target = await done(await staff.post(f"{PROGRAMME}/targets", json=TARGET))
        await done(await staff.post(f"{PROGRAMME}/targets/{target['id']}/withdrawal", json=WHY), 200)


async def test_a_reason_is_needed(staff: httpx.AsyncClient) -> None:
    target = await done(await staff.post(f"{PROGRAMME}/targets", json=TARGET))
    answer = await staff.post(f"{PROGRAMME}/targets/{target['id']}/withdrawal", json={"reason": " "})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")
