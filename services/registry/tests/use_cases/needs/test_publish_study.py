"""From the answers to the results, and from them to the concept."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

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


async def test_questions_freeze_as_the_survey_opens(
    staff: httpx.AsyncClient, opened: dict[str, Any], database: Database
) -> None:
    home = f"{STUDIES}/{opened['id']}"
    assert (await staff.post(f"{home}/questions/q1/removal", json={})).status_code == 409

    async def write(change: str) -> None:
        async with database.transaction() as session:
            await session.execute(text(f"update needs_study set {change}"))

    with pytest.raises(IntegrityError, match="stay as they are"):
        await write("questions = '[]'")
    with pytest.raises(IntegrityError, match="does not go from"):
        await write("status = 'draft'")


async def test_a_draft_is_put_in_order(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    home = f"{STUDIES}/{study['id']}"
    moved = await staff.post(f"{home}/questions/q2/move-up", json={})
    assert moved.status_code == 200
    shown = (await staff.get(home)).json()
    assert [one["question"]["key"] for one in shown["questions"]] == ["q1", "q2"], "what it depends on stays before it"
    assert (await staff.get(f"/surveys/studies/{study['id']}")).status_code == 200
    assert (await staff.post(f"{home}/questions/q1/removal", json={})).status_code == 200
    assert (await staff.get(home)).json()["questions"][0]["only_if"] is None
    wrong = {"kind": "text", "text": "x", "text_en": "x", "if_choice": "q9 c1"}
    refused = await staff.post(f"{home}/questions", json=wrong)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "if_choice")
    assert (await staff.post(f"{home}/questions/q2/removal", json={})).status_code == 200
    assert (await staff.post(f"{home}/opening", json={})).status_code == 422
