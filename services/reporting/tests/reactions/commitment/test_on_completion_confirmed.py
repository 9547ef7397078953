"""A coordinator confirmed how far the commitment is complete."""

from datetime import date

from liaison_contracts.scorecard import CompletionConfirmed
from liaison_kit.database import new_id
from liaison_reporting.model.scorecard.completion import confirmations
from liaison_reporting.reactions.commitment.on_completion_confirmed import on_completion_confirmed
from sqlalchemy.ext.asyncio import AsyncSession


async def test_what_was_confirmed_last_comes_first_and_the_earlier_stays(session: AsyncSession) -> None:
    programme = new_id()
    said = {"programme_id": programme, "proposed": "limited", "reason": "Так", "reason_en": "So"}
    for day, level in ((20, "substantial"), (10, "limited"), (31, "complete")):
        fact = CompletionConfirmed(occurred_on=date(2024, 1, day), confirmation_id=new_id(), level=level, **said)
        for _ in range(2):
            await on_completion_confirmed(session, fact)
    found = await session.scalars(confirmations(programme, date(2024, 1, 30)))
    assert [one.level for one in found] == ["substantial", "limited"]
