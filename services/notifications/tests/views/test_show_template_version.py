"""A version of a template: what it makes of examples, and what to do with it."""

import httpx
import pytest
from liaison_kit.database import Database
from liaison_kit.settings import Settings
from sqlalchemy import text

SMS = "/messages/templates/confirmation/en/sms"
API = "/api/notifications/v1"
TEXT = "It’s on: {{ event.title }}, {{ time(event.starts_at) }}, {{ event.office_name }}. Cancel: {{ contact.link }}"


@pytest.fixture
def more_settings(more_settings: dict[str, object]) -> dict[str, object]:
    return more_settings | {"sms_part_kopiykas": 55}


async def test_the_first_words_are_shown_with_parts_and_cost(staff: httpx.AsyncClient) -> None:
    shown = (await staff.get(f"{API}{SMS}/versions/0")).json()
    ukrainian, english = shown["previews"]
    assert (ukrainian["sms"]["encoding"], english["sms"]["encoding"]) == ("ucs2", "gsm")
    assert ukrainian["sms"]["cost"] == 55 * ukrainian["sms"]["parts"]
    assert "http://" in english["text"]
    page = (await staff.get(f"{SMS}/versions/0?lang=en")).text
    assert "1.10\N{NO-BREAK SPACE}UAH" in page
    assert "Put into use" not in page


async def test_a_draft_with_a_typographic_mark_is_offered_the_plain_one_and_takes_it(
    staff: httpx.AsyncClient, settings: Settings
) -> None:
    await staff.post(f"{API}{SMS}/draft", json={"text": TEXT})
    shown = (await staff.get(f"{API}{SMS}/versions/1")).json()
    assert shown["plain_text"] == TEXT.replace("’", "'")
    english = shown["previews"][1]["sms"]
    assert english["parts"] > english["plain_parts"]
    page = await staff.get(f"{SMS}/versions/1?lang=en")
    for said in ("Write plain marks", "Right single quotation mark", "Put into use", "Remove the draft…"):
        assert said in page.text
    body = {"text": shown["plain_text"]}
    await staff.post(f"{API}{SMS}/draft", json=body, headers={"if-match": f'"{shown["version"]}"'})
    again = (await staff.get(f"{API}{SMS}/versions/1")).json()
    assert again["plain_text"] is None
    assert again["previews"][1]["sms"]["encoding"] == "gsm"


async def test_what_is_gone_with_a_draft_is_said_before_it_is_removed(staff: httpx.AsyncClient) -> None:
    await staff.post(f"{API}{SMS}/draft", json={"text": TEXT})
    page = (await staff.get(f"{SMS}/versions/1?confirm=removal&lang=en")).text
    assert "Remove this draft?" in page
    assert "Put into use" not in page


async def test_a_version_that_cannot_be_used_any_more_says_why(staff: httpx.AsyncClient, database: Database) -> None:
    await staff.post(f"{API}{SMS}/draft", json={"text": TEXT})
    async with database.transaction() as session:
        await session.execute(text("update template_version set text = '{{ event.gone }}'"))
    page = await staff.get(f"{SMS}/versions/1?lang=en")
    assert page.status_code == 200
    assert "there is nothing called event.gone" in page.text


async def test_there_is_no_version_that_nobody_has_written(staff: httpx.AsyncClient) -> None:
    assert (await staff.get(f"{API}{SMS}/versions/7")).status_code == 404


async def test_a_refused_draft_comes_back_with_what_was_typed(staff: httpx.AsyncClient) -> None:
    form = {"_page": f"{SMS}/form", "text": "Hello {{ event.titel }}"}
    headers = {"sec-fetch-site": "same-origin"}
    answer = await staff.post(f"{SMS}/draft?lang=en", data=form, headers=headers)
    assert answer.status_code == 422
    assert "Рядок 1: у цьому повідомленні немає event.titel" in answer.text
    assert "Hello {{ event.titel }}" in answer.text
    assert "{{ event.title }}" in answer.text
