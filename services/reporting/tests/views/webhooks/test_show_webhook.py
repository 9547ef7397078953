"""The pages of webhooks, in both languages and in each of a webhook's states."""

import pytest
from liaison_kit.database import Database, new_id
from liaison_reporting.model.webhooks.outcome import Outcome
from sqlalchemy import text

API = "/api/reporting/v1/webhooks"


@pytest.mark.parametrize("language", ["en", "uk"])
async def test_each_state_and_outcome_has_its_words(staff, database: Database, language: str) -> None:
    staff.cookies.set("liaison_language", language)
    assert (await staff.get("/webhooks")).status_code == 200
    made = (await staff.post(API, json={"name": "Register <b>", "url": "https://hooks.city.example/"})).json()
    here = f"/webhooks/{made['id']}"
    assert made["secret"] in (await staff.get(here)).text
    async with database.transaction() as session:
        for outcome in Outcome:
            row = "insert into webhook_attempt values (:id, :hook, now(), :id, 'EventHeld', :outcome, 503, 7)"
            await session.execute(text(row), {"id": new_id(), "hook": made["id"], "outcome": outcome})
    for change in (
        "failing_since = now(), old_secret = 'x', old_secret_until = now() + interval '1 hour'",
        "disabled_at = now(), disabled_because = 'gone'",
        "disabled_because = 'gave_up', topics = '[\"EventHeld\"]'",
    ):
        async with database.transaction() as session:
            await session.execute(text(f"update webhook set {change}"))
        for page in (here, "/webhooks", f"{here}?confirm=secret", f"{here}?confirm=removal", f"{here}?done=tested"):
            answer = await staff.get(page)
            assert answer.status_code == 200, answer.text
            assert "whsec_" not in answer.text
            assert "<b>" not in answer.text
    assert ("Зупинено" in answer.text) == (language == "uk")
