"""Typing in paper forms."""

from typing import Any

import httpx

STUDIES = "/api/registry/v1/surveys/studies"


async def test_the_same_form_again_corrects_it(staff: httpx.AsyncClient, opened: dict[str, Any]) -> None:
    home, district = f"{STUDIES}/{opened['id']}", opened["district_ids"][0]
    first = await staff.post(f"{home}/paper-answers", json={"paper_number": 7, "district_id": district, "q1": ["c1"]})
    assert (first.status_code, first.json()) == (200, {"paper_number": 7, "corrected": False})
    again = await staff.post(f"{home}/paper-answers", json={"paper_number": 7, "district_id": district, "q1": ["c2"]})
    assert (again.status_code, again.json()["corrected"]) == (200, True)
    wrong = await staff.post(f"{home}/paper-answers", json={"paper_number": 8, "district_id": district, "q1": ["c9"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "q1")
