"""Writing a bulletin: what must be said, in how many parts, to how many, and one to oneself."""

from typing import Any

import pytest
from sqlalchemy import text

from services.notifications.tests.bulletining import API, WORDS, Coordinators
from services.notifications.tests.subscribing import OTHER


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"title": " "}, "title"),
        ({"text": "", "sms": ""}, "text"),
        ({"title_en": "It moves"}, "text_en"),
        ({"title_en": "It moves", "text_en": "x"}, "sms_en"),
        ({"sms": "", "title_en": "x", "text_en": "x", "sms_en": "x"}, "sms_en"),
        ({"send_at": "2026-05-15T11:59"}, "send_at"),
        ({"districts": [str(OTHER)]}, "districts"),
        ({"sms": "х" * 601}, "sms"),
        ({"text": "\x00"}, "text"),
    ],
)
async def test_what_cannot_be_sent_is_refused_with_its_field(
    coordinators: Coordinators, changes: Any, field: str
) -> None:
    answer = await coordinators.post(coordinators.author, API, json={**WORDS, **changes})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_the_preview_says_parts_and_the_page_links_and_asks(coordinators: Coordinators) -> None:
    path = await coordinators.write()
    shown = await coordinators.shown(path)
    by = {(one["channel"], one["language"]): one for one in shown["previews"]}
    assert by["email", "uk"]["subject"] == "Переїзд офісу"
    assert by["sms", "uk"]["sms"]["parts"] == 2
    assert by["sms", "uk"]["text"].startswith("Офіс переїжджає. Змінити чи відписатися: http://localhost:8080/n/A")
    page = (await coordinators.get(coordinators.other, path.replace("/api/notifications/v1", ""))).text
    assert "?confirm=approval" in page
    own = (await coordinators.get(coordinators.author, path.replace("/api/notifications/v1", ""))).text
    assert "?confirm=approval" not in own


async def test_who_wrote_it_is_on_the_audit_trail(story: Any, coordinators: Coordinators) -> None:
    await coordinators.approved()
    async with story.database.reading() as session:
        rows = (await session.execute(text("select action from audit order by number"))).all()
    assert [row.action for row in rows] == ["write_bulletin", "approve_bulletin"]
