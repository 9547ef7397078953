"""Closing a study."""

from typing import Any

import httpx

API = "/api/registry/v1/surveys"


async def test_a_closed_survey_takes_no_answers(staff: httpx.AsyncClient, opened: dict[str, Any]) -> None:
    home = f"{API}/studies/{opened['id']}"
    assert (await staff.post(f"{home}/closing", json={})).status_code == 200
    assert (await staff.post(f"{home}/closing", json={})).status_code == 409
    sent = {"district_id": opened["district_ids"][0], "q1": ["c2"]}
    assert (await staff.post(f"{API}/needs/answers", json=sent)).status_code == 409
    assert (await staff.post(f"{home}/paper-answers", json=sent | {"paper_number": 1})).status_code == 409
