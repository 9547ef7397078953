"""Somebody completed a training programme."""

from datetime import date

from liaison_contracts.registry import StaffTrained
from liaison_kit.database import new_id
from liaison_reporting.model.happenings import Happening
from liaison_reporting.reactions.commitment.on_staff_trained import on_staff_trained
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_each_certificate_is_kept_and_the_person_is_one(session: AsyncSession) -> None:
    ids = {"account_id": new_id(), "programme_id": new_id()}
    for number in (2, 1, 2):
        day = date(2023, number, 10)
        await on_staff_trained(session, StaffTrained(occurred_on=day, certificate_id=new_id(), number=number, **ids))
    counts = select(func.count(), func.count(Happening.subject_id.distinct()), func.min(Happening.occurred_on))
    assert tuple((await session.execute(counts)).one()) == (2, 1, date(2023, 1, 10))
