"""Closing a risk."""

import httpx

from services.registry.tests.plan_steps import PROGRAMME, RISK, done

WHY = {"reason": "Ремонт закінчено"}


async def test_a_closed_risk_is_listed_apart_with_its_reason_and_changes_no_more(staff: httpx.AsyncClient) -> None:
    risk = f"{PROGRAMME}/risks/{(await done(await staff.post(f'{PROGRAMME}/risks', json=RISK)))['id']}"
    closed = await done(await staff.post(f"{risk}/closing", json=WHY, headers={"if-match": '"1"'}), 200)
    assert (closed["closing_reason"], closed["days_overdue"]) == (WHY["reason"], 0)
    assert (await staff.get(f"{PROGRAMME}/risks")).json()["risks"] == []
    assert WHY["reason"] in (await staff.get("/programme/risks?status=closed")).text
    assert (await staff.post(risk, json=RISK)).status_code == 409
    assert (await staff.post(f"{risk}/closing", json=WHY)).status_code == 409
    assert (await staff.post(f"{risk}/closing", json=WHY, headers={"if-match": '"1"'})).status_code == 412
    assert (await staff.get(risk)).json()["history"][0]["changes"]["closed"]["now"] == WHY["reason"]


async def test_a_reason_is_needed(staff: httpx.AsyncClient) -> None:
    risk = await done(await staff.post(f"{PROGRAMME}/risks", json=RISK))
    answer = await staff.post(f"{PROGRAMME}/risks/{risk['id']}/closing", json={"reason": ""})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")
