"""Checking an application's eligibility."""

from collections.abc import Awaitable, Callable

from liaison_kit.database import Database
from sqlalchemy import text

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_a_yes_or_a_no_with_its_reason_is_recorded(competition: Competition) -> None:
    await competition.opened(1)
    [one] = competition.applications
    without = await competition.post(f"{one}/eligibility", {"eligible": False})
    assert (without.status_code, without.json()["errors"][0]["field"]) == (422, "reason")
    refused = await competition.must(
        f"{one}/eligibility", {"eligible": False, "reason": "Не з громади"}, if_match='"1"'
    )
    assert refused.json() == {"status": "ineligible"}
    assert "Не з громади" in (await competition.staff.get(competition.links[0])).text
    stale = await competition.post(f"{one}/eligibility", {"eligible": True}, if_match='"1"')
    assert stale.status_code == 412
    await competition.must(f"{one}/eligibility", {"eligible": True}, if_match='"2"')


async def test_an_organisation_that_is_no_more_is_not_eligible(competition: Competition, database: Database) -> None:
    await competition.opened(1)
    async with database.transaction() as session:
        await session.execute(text("update cso set status = 'dissolved', dissolved_on = current_date"))
    answer = await competition.post(f"{competition.applications[0]}/eligibility", {"eligible": True})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "eligible")


async def test_after_the_scoring_it_stays_as_it_is(competition: Competition) -> None:
    await competition.ranked([9, 9])
    answer = await competition.post(f"{competition.applications[0]}/eligibility", {"eligible": False, "reason": "x"})
    assert answer.status_code == 409
