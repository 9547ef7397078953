"""A study that is open, in one district."""

from datetime import timedelta
from typing import Any

import httpx
import pytest_asyncio
from liaison_kit import clock
from liaison_registry.model import Office

API = "/api/registry/v1"


@pytest_asyncio.fixture
async def study(staff: httpx.AsyncClient, office: Office) -> dict[str, Any]:
    """A draft with two questions; the second is for whoever wants courses."""
    days = {"opens_on": clock.today().isoformat(), "closes_on": (clock.today() + timedelta(days=30)).isoformat()}
    words = {"slug": "needs", "title": "Чого бракує?", "title_en": "What is missing?"}
    drafted = await staff.post(f"{API}/surveys", json=words | days)
    assert drafted.status_code == 201, drafted.text
    made: dict[str, Any] = drafted.json()
    address = f"{API}/surveys/studies/{made['id']}/questions"
    wish = {"kind": "multiple", "text": "Що потрібно?", "text_en": "What is needed?", "required": True, "other": True}
    which = {"kind": "single", "text": "Які курси?", "text_en": "Which courses?", "if_choice": "q1 c1"}
    for question, choices in ((wish, "Курси | Courses\nПравова допомога | Legal aid"), (which, "Мова\nКомп'ютер")):
        added = await staff.post(address, json=question | {"choices": choices})
        assert added.status_code == 200, added.text
    return made


@pytest_asyncio.fixture
async def opened(staff: httpx.AsyncClient, study: dict[str, Any]) -> dict[str, Any]:
    answer = await staff.post(f"{API}/surveys/studies/{study['id']}/opening", json={})
    assert answer.status_code == 200, answer.text
    return study
