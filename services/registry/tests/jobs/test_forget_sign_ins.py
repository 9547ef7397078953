"""Forgetting sign-ins, tries and links."""

from datetime import timedelta
from typing import Any

from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext
from liaison_registry.jobs.forget_sign_ins import forget_sign_ins
from liaison_registry.model import Errand, SignIn, SignInTries, Staff, StaffLink
from sqlalchemy import func, select


async def test_what_is_long_over_goes_and_the_rest_stays(database: Database, settings: Any, person: Staff) -> None:
    now = clock.real_now()
    async with database.transaction() as session:
        for age in (timedelta(hours=1), timedelta(days=60)):
            session.add(SignIn(id=new_id(), staff_id=person.id, signed_in_at=now - age))
            session.add(SignInTries(address_hash=new_id().bytes, count=1, last_at=now - age))
            session.add(StaffLink.make(person.id, Errand.RESET, now - age)[0])
    await forget_sign_ins(JobContext(database, settings))
    async with database.reading() as session:
        for kind in (SignIn, SignInTries, StaffLink):
            assert await session.scalar(select(func.count()).select_from(kind)) == 1, kind
