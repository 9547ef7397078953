"""Changing a question of a draft."""

from typing import Any

import httpx
import pytest

STUDIES = "/api/registry/v1/surveys/studies"
WORDS = {"kind": "multiple", "text": "Чого бракує?", "text_en": "What is missing?", "other": True}
CHOICES = "Курси | Courses\nПравова допомога | Legal aid"


async def changed(staff: httpx.AsyncClient, study: dict[str, Any], key: str, **said: Any) -> httpx.Response:
    address = f"{STUDIES}/{study['id']}/questions/{key}/change"
    return await staff.post(address, json=WORDS | {"choices": CHOICES} | said)


async def asked(staff: httpx.AsyncClient, study: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["question"] for one in (await staff.get(f"{STUDIES}/{study['id']}")).json()["questions"]]


async def test_its_words_and_choices_are_other_ones_and_what_depends_on_it_still_does(
    staff: httpx.AsyncClient, study: dict[str, Any]
) -> None:
    reworded = "Уроки | Lessons\nПравова допомога | Legal aid"
    assert (await changed(staff, study, "q1", choices=reworded)).status_code == 200
    first, second = await asked(staff, study)
    assert (first["text"], first["required"]) == ("Чого бракує?", False)
    assert [(one["key"], one["text_en"]) for one in first["choices"]] == [
        ("c1", "Lessons"),
        ("c2", "Legal aid"),
        ("other", "Other"),
    ]
    assert (second["if_question"], second["if_choice"]) == ("q1", "c1")


async def test_a_choice_keeps_its_key_wherever_it_moves(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    moved = "Кіно | Films\nПравова допомога | Legal aid\nКурси | Courses"
    assert (await changed(staff, study, "q1", choices=moved)).status_code == 200
    first, second = await asked(staff, study)
    assert {one["text"]: one["key"] for one in first["choices"]} == {
        "Кіно": "c3",
        "Правова допомога": "c2",
        "Курси": "c1",
        "Інше": "other",
    }
    assert second["if_choice"] == "c1"


@pytest.mark.parametrize("said", [{"choices": "Правова допомога\nКіно\nТанці"}, {"kind": "text"}])
async def test_a_choice_on_which_another_question_depends_does_not_go(
    staff: httpx.AsyncClient, study: dict[str, Any], said: dict[str, str]
) -> None:
    before = await asked(staff, study)
    refused = await changed(staff, study, "q1", **said)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, "choices")
    assert "Question 2 is asked only" in refused.json()["errors"][0]["message"]
    assert await asked(staff, study) == before


@pytest.mark.parametrize(
    ("said", "field"),
    [({"if_choice": "q2 c1"}, "if_choice"), ({"choices": "лише один"}, "choices"), ({"text_en": ""}, "text_en")],
)
async def test_what_cannot_be_asked_is_refused_by_field(
    staff: httpx.AsyncClient, study: dict[str, Any], said: dict[str, str], field: str
) -> None:
    refused = await changed(staff, study, "q1", **said)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)


async def test_an_open_study_does_not_change_and_there_is_no_other_question(
    staff: httpx.AsyncClient, opened: dict[str, Any]
) -> None:
    assert (await changed(staff, opened, "q1")).status_code == 409
    assert (await changed(staff, opened, "q9")).status_code == 404
    page = await staff.get(f"/surveys/studies/{opened['id']}/questions/q1")
    assert 'name="text"' not in page.text


async def test_the_form_shows_what_it_says_now_and_leads_back(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    home = f"/surveys/studies/{study['id']}"
    page = (await staff.get(f"{home}/questions/q2")).text
    assert 'value="Які курси?"' in page
    assert '<option value="q1 c1" selected>' in page
    assert f'href="{home}/questions/q2"' in (await staff.get(home)).text
    form = {"_page": f"{home}/questions/q2", "_version": "3", "kind": "text", "text": "Які?", "text_en": "Which?"}
    done = await staff.post(f"{home}/questions/q2/change", data=form)
    assert (done.status_code, done.headers["location"]) == (303, f"{home}#q2")
    again = await staff.post(f"{home}/questions/q2/change", data=form | {"text": "Котрі?"})
    assert again.status_code == 412
    assert 'value="Котрі?"' in again.text
