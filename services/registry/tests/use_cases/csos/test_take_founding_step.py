"""Taking a founding step."""

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import Office
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.organisations import Published, formed, took, wrong_fields


async def test_steps_are_taken_one_by_one_and_what_is_missing_gets_less(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    group = await formed(staff, office)
    assert (await staff.post(f"{group}/steps/application", json={})).status_code == 409
    answer = await staff.post(f"{group}/steps/statute", json={"notes": "проєкт на трьох сторінках"})
    assert answer.status_code == 204, answer.text
    assert (await staff.post(f"{group}/steps/statute", json={})).status_code == 409
    await took(staff, group, "meeting", "application")
    page = (await staff.get(group)).json()
    assert page["missing"] == ["entry"]
    assert (page["steps"][0]["taken_on"], page["steps"][0]["notes"]) == (
        clock.today().isoformat(),
        "проєкт на трьох сторінках",
    )
    assert await published() == ["InitiativeGroupFormed"]


async def test_a_wrong_day_or_an_unknown_step_is_refused(staff: httpx.AsyncClient, office: Office) -> None:
    group = await formed(staff, office)
    late = await staff.post(f"{group}/steps/statute", json={"taken_on": "2999-01-01"})
    assert wrong_fields(late) == ["taken_on"]
    early = await staff.post(f"{group}/steps/statute", json={"taken_on": "2021-01-01"})
    assert wrong_fields(early) == ["backdating_reason"]
    assert (await staff.post(f"{group}/steps/party", json={})).status_code == 404


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("""steps = '{"application": {}}'""", "ck_initiative_group_steps"),
        ("""steps = '{"statute": {}, "meeting": {}, "entry": {}}'""", "ck_initiative_group_steps"),
        ("status = 'registered', ended_on = formed_on", "ck_initiative_group_registered"),
        ("status = 'given_up'", "ck_initiative_group_ended_on"),
        ("forgotten_on = formed_on", "ck_initiative_group_forgotten"),
        ("status = 'asleep', ended_on = formed_on", "ck_initiative_group_status"),
    ],
)
async def test_the_database_itself_refuses_what_cannot_be(
    staff: httpx.AsyncClient, database: Database, office: Office, change: str, constraint: str
) -> None:
    await formed(staff, office)

    async def write(what: str) -> None:
        async with database.transaction() as session:
            await session.execute(text(f"update initiative_group set {what}"))

    with pytest.raises(IntegrityError, match=constraint):
        await write(change)
    await write("status = 'given_up', ended_on = formed_on")
    with pytest.raises(IntegrityError, match="does not become forming"):
        await write("status = 'forming', ended_on = null")
