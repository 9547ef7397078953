"""Correcting a report after the event was held."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Correction, Event
from liaison_kit.database import Database
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
Fields = Callable[[httpx.Response], list[str]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]
REPORT = {
    "attendance": 12,
    "outcome": "Подали петицію.",
    "decisions": ["Зібрати підписи"],
    "organisations": ["14360570 Приклад", "Гурток читання"],
    "links": ["https://vmr.example/protocol.pdf"],
}
CORRECTED = REPORT | {"attendance": 14, "decisions": [], "reason": "Не врахували двох людей"}


def url(event: Event, what: str = "report-correction") -> str:
    return f"/api/events/v1/events/{event.id}/{what}"


@pytest.fixture(autouse=True)
def a_day_later(at: At) -> Any:
    with at(timedelta(days=1)):
        yield


async def test_the_new_figures_are_told_and_the_old_ones_kept(
    staff: httpx.AsyncClient, event: Event, published: Published, payloads: Payloads, database: Database
) -> None:
    assert (await staff.post(url(event, "report"), json=REPORT)).status_code == 200
    answer = await staff.post(url(event), json=CORRECTED)
    assert answer.status_code == 200, answer.text
    assert await published() == ["EventHeld", "EventReportCorrected"]
    facts = [one["data"] for one in await payloads() if "outcome" in one["data"]]
    assert [(one["attendance"], one["decisions"], one["state"]["version"]) for one in facts] == [
        (12, ["Зібрати підписи"], 2),
        (14, [], 3),
    ]
    assert facts[1]["organisations"] == [
        {"name": "Приклад", "edrpou": "14360570"},
        {"name": "Гурток читання", "edrpou": None},
    ]
    assert "Не врахували" not in str(facts)
    async with database.reading() as session:
        kept = (await session.scalars(select(Correction))).one()
        assert (kept.before["attendance"], kept.after["attendance"], kept.reason) == (12, 14, CORRECTED["reason"])


async def test_a_correction_can_be_neither_changed_nor_deleted(
    staff: httpx.AsyncClient, event: Event, database: Database
) -> None:
    await staff.post(url(event, "report"), json=REPORT)
    await staff.post(url(event), json=CORRECTED)
    for statement in ("update correction set reason = 'x'", "delete from correction"):
        with pytest.raises(DBAPIError, match="never changed"):
            async with database.transaction() as session:
                await session.execute(text(statement))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"outcome": ""}, "outcome"),
        ({"organisations": ["14360571 Приклад"]}, "organisations"),
        ({"organisations": ["14360570"]}, "organisations"),
        ({"links": ["javascript:alert(1)"]}, "links.0"),
        ({"photos": ["ftp://x"]}, "photos.0"),
    ],
)
async def test_what_is_wrong_names_its_field(
    staff: httpx.AsyncClient, event: Event, published: Published, fields: Fields, wrong: dict[str, Any], field: str
) -> None:
    await staff.post(url(event, "report"), json=REPORT)
    answer = await staff.post(url(event), json=CORRECTED | wrong)
    assert (answer.status_code, fields(answer)) == (422, [field])
    assert await published() == ["EventHeld"]


async def test_two_who_correct_at_once_do_not_overwrite_each_other(staff: httpx.AsyncClient, event: Event) -> None:
    await staff.post(url(event, "report"), json=REPORT)
    seen = {"if-match": '"2"'}
    assert (await staff.post(url(event), json=CORRECTED, headers=seen)).status_code == 200
    assert (await staff.post(url(event), json=CORRECTED, headers=seen)).status_code == 412


async def test_there_must_be_a_report(staff: httpx.AsyncClient, event: Event, published: Published) -> None:
    assert (await staff.post(url(event), json=CORRECTED)).status_code == 409
    assert await published() == []


async def test_the_form_takes_a_line_for_each(staff: httpx.AsyncClient, event: Event) -> None:
    page = f"/events/{event.id}/participants"
    lines = {"decisions": "Перше\n\nДруге\n", "organisations": "14360570 — Приклад\nГурток", "links": ""}
    given = await staff.post(f"/events/{event.id}/report", data={"_page": page, "outcome": "x", **lines})
    assert given.status_code == 303, given.text
    shown = (await staff.get(url(event, "participants"))).json()["report"]
    assert (shown["decisions"], [one["edrpou"] for one in shown["organisations"]]) == (
        ["Перше", "Друге"],
        ["14360570", None],
    )
    html = (await staff.get(page)).text
    assert "14360570 Приклад\nГурток" in html
    form = {"_page": page, "_version": "2", "outcome": "y", "attendance": "3", "reason": "z", **lines}
    assert (await staff.post(f"/events/{event.id}/report-correction", data=form)).status_code == 303
    assert "1 виправлення після звіту" in (await staff.get(page)).text


async def test_a_resident_corrects_nothing(client: httpx.AsyncClient, event: Event, published: Published) -> None:
    assert (await client.post(url(event), json=CORRECTED)).status_code == 401
    assert await published() == []
