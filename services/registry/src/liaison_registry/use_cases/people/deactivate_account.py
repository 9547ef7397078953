"""Deactivate an account: whoever it belongs to is signed out everywhere, and what they did stays theirs."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import only
from liaison_kit.web import Session
from sqlalchemy import delete

from liaison_registry.model import Person, StaffLink, announce
from liaison_registry.model.people.people import account_for_update, check_administrator_is_left, one_leaves_at_a_time
from liaison_registry.model.sign_in.signing_in import close_sign_ins

router = web.router(only(Role.ADMINISTRATOR))


@router.post("/people/{staff_id}/deactivation")
async def deactivate_account(session: Session, staff_id: UUID, response: Response) -> Person:
    await one_leaves_at_a_time(session)
    staff = await account_for_update(session, staff_id)
    await check_administrator_is_left(session, staff)
    if staff.deactivate(clock.real_now()):
        # A letter that is still unread must not open the account on the day it is active again.
        await session.execute(delete(StaffLink).where(StaffLink.staff_id == staff.id, StaffLink.used_at.is_(None)))
        await close_sign_ins(session, staff.id, clock.real_now())
        await announce(session, staff)
    response.headers["Location"] = f"/people/{staff.id}"
    return Person.of(staff)
