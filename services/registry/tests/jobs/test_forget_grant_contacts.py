"""Forgetting the contact persons of grant applications."""

from liaison_kit.jobs import JobContext
from liaison_registry.jobs.forget_grant_contacts import forget_grant_contacts
from liaison_registry.model.grants.grant_application import GrantApplication
from sqlalchemy import select

from services.registry.tests.grants import Competition


async def test_who_received_nothing_is_forgotten_after_the_decision_and_the_others_after_the_end(
    competition: Competition,
) -> None:
    await competition.decided("50 000", "0")
    context = JobContext(competition.database, competition.settings)

    async def known() -> list[str | None]:
        async with competition.database.reading() as session:
            rows = await session.scalars(select(GrantApplication).order_by(GrantApplication.title))
            return [one.contact_name or one.contact_phone or one.contact_email for one in rows]

    assert not await forget_grant_contacts(context)
    with competition.later(100):
        assert await forget_grant_contacts(context)
        assert await known() == ["Оксана Прихована", None]
        await competition.must(f"{competition.awards[0]}/agreement", {"number": "1", "report_due_on": "2099-01-01"})
        await competition.must(f"{competition.awards[0]}/report")
        await competition.must(f"{competition.address}/finish")
        assert not await forget_grant_contacts(context)
    with competition.later(200):
        assert await forget_grant_contacts(context)
    assert await known() == [None, None]


async def test_a_call_that_nobody_decides_is_forgotten_after_a_year(competition: Competition) -> None:
    await competition.closed(1)
    context = JobContext(competition.database, competition.settings)
    with competition.later(300):
        assert not await forget_grant_contacts(context)
    with competition.later(370):
        assert await forget_grant_contacts(context)
