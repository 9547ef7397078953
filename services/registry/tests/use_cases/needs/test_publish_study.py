"""From the answers to the results."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_kit import clock

Published = Callable[[], Awaitable[list[str]]]
STUDIES = "/api/registry/v1/surveys/studies"


async def test_paper_forms_are_counted_once_published_and_lead_to_a_concept(
    staff: httpx.AsyncClient, opened: dict[str, Any], published: Published
) -> None:
    home, district = f"{STUDIES}/{opened['id']}", opened["district_ids"][0]
    for number in range(1, 15):
        wishes = {"q1": ["c1"], "q2": "c1" if number < 7 else "c2"} if number < 12 else {"q1": ["c2"]}
        sent = {"paper_number": number, "district_id": district, "sex": "female", "age_group": "35-59"} | wishes
        answer = await staff.post(f"{home}/paper-answers", json=sent)
        assert (answer.status_code, answer.json()["corrected"]) == (200, False), answer.text
    sent = {"paper_number": 14, "district_id": district, "q1": ["c1"], "q2": "c2"}
    assert (await staff.post(f"{home}/paper-answers", json=sent)).json()["corrected"] is True
    analysis = (await staff.get(f"{home}/analysis")).json()
    assert [one["people"] for one in analysis["questions"][0]["districts"][0]["ranked"]] == [None, None, None]
    assert analysis["standings"][0]["answered"] == 14
    for page in ("", "/analysis", "/paper-answers"):
        shown = await staff.get(f"/surveys/studies/{opened['id']}{page}")
        assert shown.status_code == 200, shown.text
    for act in ("closing", "publication"):
        assert (await staff.post(f"{home}/{act}", json={})).status_code == 200
    late = await staff.post(f"{home}/paper-answers", json=sent)
    assert late.status_code == 409
    concept = {"services": [f"q1 c1 {district}"], "document": "https://vmr.example/d/1"}
    adopted = await staff.post(f"{home}/concept", json=concept | {"adopted_on": clock.today().isoformat()})
    assert adopted.json()["concept"][0]["name"] == "Курси", adopted.text
    assert await published() == ["NeedsStudyPublished", "ConceptAdopted"]
    for address in ("/surveys", "/surveys/needs", "/surveys/needs/paper", "/surveys/needs/results"):
        shown = await staff.get(address)
        assert shown.status_code == 200, shown.text
    file = await staff.get("/surveys/needs/results.csv")
    assert file.text.splitlines()[0] == "question,district_code,answered,choice,choice_en,people"
    assert file.text == (await staff.get("/surveys/needs/results.csv")).text
