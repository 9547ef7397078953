"""Changing a risk."""

import httpx

from services.registry.tests.plan_steps import PROGRAMME, RISK, done


async def test_the_history_keeps_what_was_said_before(staff: httpx.AsyncClient) -> None:
    risk = f"{PROGRAMME}/risks/{(await done(await staff.post(f'{PROGRAMME}/risks', json=RISK)))['id']}"
    seen = {"if-match": (await staff.get(risk)).headers["etag"]}
    now = RISK | {"probability": 3, "owner_role": "worker"}
    changed = await done(await staff.post(risk, json=now, headers=seen), 200)
    assert (changed["score"], changed["version"]) == (9, 2)
    history = (await staff.get(risk)).json()["history"]
    assert [one["changes"] for one in history] == [
        {"probability": {"before": 2, "now": 3}, "owner_role": {"before": "coordinator", "now": "worker"}},
        {},
    ]
    assert (await staff.post(risk, json=RISK, headers=seen)).status_code == 412
    page = (await staff.get(risk.removeprefix("/api/registry/v1"))).text
    assert "<del>Середня</del>" in page.replace("\n", "")


async def test_the_same_again_is_no_step_of_the_history(staff: httpx.AsyncClient) -> None:
    risk = f"{PROGRAMME}/risks/{(await done(await staff.post(f'{PROGRAMME}/risks', json=RISK)))['id']}"
    assert (await done(await staff.post(risk, json=RISK), 200))["version"] == 1
    assert len((await staff.get(risk)).json()["history"]) == 1


async def test_another_persons_change_is_shown_beside_what_was_typed(staff: httpx.AsyncClient) -> None:
    added = await done(await staff.post(f"{PROGRAMME}/risks", json=RISK))
    page = f"/programme/risks/{added['id']}"
    await done(await staff.post(f"{PROGRAMME}/risks/{added['id']}", json=RISK | {"title": "Інша назва"}), 200)
    form = {"_page": page, "_version": "1", **{name: str(value) for name, value in RISK.items()}}
    answer = await staff.post(page, data=form)
    assert answer.status_code == 412
    assert "Інша назва" in answer.text
    assert RISK["title"] in answer.text
