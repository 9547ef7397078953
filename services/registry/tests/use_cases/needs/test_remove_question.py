"""Removing a question."""

from typing import Any

import httpx

STUDIES = "/api/registry/v1/surveys/studies"


async def test_a_condition_goes_with_the_question_it_asks_for(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    home = f"{STUDIES}/{study['id']}"
    assert (await staff.get(f"/surveys/studies/{study['id']}")).status_code == 200
    assert (await staff.post(f"{home}/questions/q1/removal", json={})).status_code == 200
    assert (await staff.get(home)).json()["questions"][0]["only_if"] is None
    assert (await staff.post(f"{home}/questions/q2/removal", json={})).status_code == 200
    empty = await staff.post(f"{home}/opening", json={})
    assert (empty.status_code, "without questions" in empty.text) == (422, True)
