"""Putting a draft's questions in order."""

from typing import Any

import httpx

STUDIES = "/api/registry/v1/surveys/studies"


async def test_a_question_stays_behind_the_one_it_depends_on(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    home = f"{STUDIES}/{study['id']}"
    more = {"kind": "scale", "text": "Чи знаєте?", "text_en": "Do you know?"}
    assert (await staff.post(f"{home}/questions", json=more)).status_code == 200
    for key, order in (("q2", ["q1", "q2", "q3"]), ("q3", ["q1", "q3", "q2"]), ("q1", ["q1", "q3", "q2"])):
        assert (await staff.post(f"{home}/questions/{key}/move-up", json={})).status_code == 200
        shown = (await staff.get(home)).json()
        assert [one["question"]["key"] for one in shown["questions"]] == order
    assert (await staff.post(f"{home}/questions/q9/move-up", json={})).status_code == 404
