"""Reopening a risk."""

import httpx

from services.registry.tests.plan_steps import PROGRAMME, RISK, done

WHY = {"reason": "Дах знову протікає"}


async def test_it_is_open_again_and_its_history_says_why(staff: httpx.AsyncClient) -> None:
    risk = f"{PROGRAMME}/risks/{(await done(await staff.post(f'{PROGRAMME}/risks', json=RISK)))['id']}"
    assert (await staff.post(f"{risk}/reopening", json=WHY)).status_code == 409
    await done(await staff.post(f"{risk}/closing", json={"reason": "Минуло"}), 200)
    late = await staff.post(f"{risk}/reopening", json=WHY, headers={"if-match": '"1"'})
    assert late.status_code == 412
    opened = await done(await staff.post(f"{risk}/reopening", json=WHY), 200)
    assert (opened["closed_on"], opened["version"]) == (None, 3)
    page = (await staff.get(risk.removeprefix("/api/registry/v1"))).text
    assert WHY["reason"] in page
    assert "Минуло" in page
