"""Codes for a study that takes answers by code only."""

from typing import Any

import httpx
from liaison_kit import clock

API = "/api/registry/v1/surveys"


async def test_a_code_lets_one_person_answer_once(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    day = clock.today().isoformat()
    words = {"slug": "by-code", "title": "x", "title_en": "x", "opens_on": day, "closes_on": day, "by_code": True}
    home = f"{API}/studies/{(await staff.post(API, json=words)).json()['id']}"
    asked = {"kind": "text", "text": "x", "text_en": "x"}
    assert (await staff.post(f"{home}/questions", json=asked)).status_code == 200
    assert (await staff.post(f"{home}/opening", json={})).status_code == 200
    codes = (await staff.post(f"{home}/codes", json={"number": 2})).json()["codes"]
    sent = {"district_id": study["district_ids"][0], "q1": "x"}
    statuses = [
        (await staff.post(f"{API}/by-code/answers", json=sent | {"code": code})).status_code
        for code in (codes[0], codes[0], codes[1].upper(), "guessed", "")
    ]
    assert statuses == [201, 409, 201, 422, 422]
