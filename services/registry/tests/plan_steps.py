"""Steps of tests about what the programme is measured by: files of figures, targets, risks, lessons."""

from datetime import timedelta
from typing import Any

import httpx
from liaison_kit import clock

API = "/api/registry/v1"
PROGRAMME = f"{API}/programme"
FIRST, SECOND = "UA05020030020063505", "UA05020030030083783"

POPULATION = "district,year,sex,age_group,people,source,as_of"
BASELINE = "district,month,kind,number,source,as_of"
SAID = "Держстат,2021-02-01"

TARGET = {"title": "Навчено працівників", "title_en": "Workers trained", "goal": 6, "key": "staff_trained"}
RISK: dict[str, Any] = {
    "title": "Ремонт не встигнуть закінчити",
    "cause": "Підрядник зайнятий на інших об'єктах",
    "probability": 2,
    "impact": 3,
    "response": "Щотижнева перевірка на місці",
    "owner_role": "coordinator",
    "review_by": (clock.today() + timedelta(days=30)).isoformat(),
}
LESSON: dict[str, Any] = {
    "learned_on": "2021-11-18",
    "kind": "advice",
    "institution": "Команда OGP Local",
    "topic": "Як рахувати залученість мешканців",
    "outcome": "Рахувати відвідування, а не людей.",
    "link": "https://city.example/minutes.pdf",
    "milestone": 3,
}


def file_of(header: str, *rows: str) -> str:
    return "\r\n".join([header, *rows, ""])


async def send(staff: httpx.AsyncClient, what: str, file: str | bytes, query: str = "") -> httpx.Response:
    content = file.encode() if isinstance(file, str) else file
    return await staff.post(f"{PROGRAMME}/{what}{query}", content=content, headers={"content-type": "text/csv"})


async def taken(answer: httpx.Response) -> dict[str, int]:
    """How many figures became what."""
    assert answer.status_code == 200, answer.text
    counts: dict[str, int] = answer.json()["counts"]
    return counts


def mistakes(answer: httpx.Response) -> list[tuple[str, str]]:
    """Field and message of each."""
    assert answer.status_code == 422, answer.text
    return [(error["field"], error["message"]) for error in answer.json()["errors"]]


async def done(answer: httpx.Response, status: int = 201) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found
