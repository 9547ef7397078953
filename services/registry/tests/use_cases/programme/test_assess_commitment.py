"""Assessing the commitment on OGP's scales."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from liaison_kit import clock
from sqlalchemy.exc import IntegrityError

Published = Callable[[], Awaitable[list[str]]]
Write = Callable[[str], Awaitable[None]]
API = "/api/registry/v1"
ADDRESS = f"{API}/programme/assessments"
SAID = {
    "scale": "completion",
    "level": "substantial",
    "reason": "Відкрито три офіси",
    "reason_en": "Three offices are open",
    "assessed_on": "2024-01-20",
}


async def test_both_scales_are_public_with_their_reasons(
    staff: httpx.AsyncClient, imported: None, published: Published
) -> None:
    before = await published()
    opened = SAID | {"scale": "opened_government", "level": "major", "reason_en": "Residents decide"}
    for said in (SAID, opened):
        assert (await staff.post(ADDRESS, json=said)).status_code == 201
    assert await published() == [*before, "CommitmentAssessed", "CommitmentAssessed"]
    del staff.headers["authorization"]
    state = (await staff.get(f"{API}/programme")).json()["programme"]
    assert state["assessments"] == [SAID, opened]
    page = (await staff.get("/programme?lang=en")).text
    assert "Three offices are open" in page
    assert "Substantial" in page
    assert "<form" not in (await staff.get("/programme/assessments?scale=completion")).text


async def test_a_later_one_counts_and_what_was_said_before_stays(
    staff: httpx.AsyncClient, imported: None, network: str
) -> None:
    early = SAID | {"level": "limited", "assessed_on": "2023-10-01", "reason": "Ще ремонт"}
    for said in (SAID, early):
        answer = await staff.post(ADDRESS, json=said)
    assert [one["level"] for one in answer.json()["assessments"]] == ["substantial"]
    await staff.post(f"{API}/network", content=network.encode())
    shown = (await staff.get(ADDRESS)).json()
    assert [one["level"] for one in shown["scales"][0]["said"]] == ["substantial", "limited"]
    assert "Ще ремонт" in (await staff.get("/programme/assessments")).text


async def test_it_is_due_a_month_after_the_end(staff: httpx.AsyncClient, imported: None) -> None:
    shown = (await staff.get(ADDRESS)).json()
    assert (shown["ends_on"], shown["due_on"]) == ("2023-12-31", "2024-01-31")
    assert shown["days_overdue"] > 0
    for scale, level in (("completion", "complete"), ("opened_government", "marginal")):
        await staff.post(ADDRESS, json=SAID | {"scale": scale, "level": level})
    assert (await staff.get(ADDRESS)).json()["days_overdue"] == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"level": "major"}, "level"),
        ({"level": "almost"}, "level"),
        ({"scale": "ambition"}, "scale"),
        ({"reason": ""}, "reason"),
        ({"reason_en": " "}, "reason_en"),
        ({"assessed_on": "2021-09-30"}, "assessed_on"),
        ({"assessed_on": (clock.today() + timedelta(days=2)).isoformat()}, "assessed_on"),
    ],
)
async def test_what_cannot_be_is_refused_by_field(
    staff: httpx.AsyncClient, imported: None, published: Published, wrong: dict[str, str], field: str
) -> None:
    before = await published()
    answer = await staff.post(ADDRESS, json=SAID | wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert await published() == before


async def test_the_form_comes_back_with_what_was_typed(staff: httpx.AsyncClient, imported: None) -> None:
    here = "/programme/assessments?scale=completion"
    answer = await staff.post("/programme/assessments", data={"_page": here, **SAID, "reason_en": ""})
    assert answer.status_code == 422
    assert 'id="reason_en-error"' in answer.text
    assert "Відкрито три офіси</textarea>" in answer.text
    done = await staff.post("/programme/assessments", data={"_page": here, **SAID})
    assert (done.status_code, done.headers["location"]) == (303, "/programme/assessments")


async def test_of_two_who_assess_the_second_is_told(staff: httpx.AsyncClient, imported: None) -> None:
    seen = {"If-Match": '"1"'}
    assert (await staff.post(ADDRESS, json=SAID, headers=seen)).status_code == 201
    assert (await staff.post(ADDRESS, json=SAID, headers=seen)).status_code == 412


async def test_the_database_refuses_another_scales_level_and_keeps_the_history(
    staff: httpx.AsyncClient, imported: None, write: Write
) -> None:
    await staff.post(ADDRESS, json=SAID)
    with pytest.raises(IntegrityError, match="is not changed: say anew"):
        await write("update programme_assessment set level = 'complete'")
    with pytest.raises(IntegrityError, match="is not changed: say anew"):
        await write("delete from programme_assessment")
    with pytest.raises(IntegrityError, match="ck_programme_assessment_level"):
        await write("""
            insert into programme_assessment select gen_random_uuid(), programme_id, scale, 'major', reason, reason_en,
                assessed_on, recorded_at, recorded_by from programme_assessment
        """)
