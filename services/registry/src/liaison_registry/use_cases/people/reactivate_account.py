"""Reactivate an account: its roles and scope are what they were; its owner signs in anew."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session

from liaison_registry.model import Person, announce
from liaison_registry.model.people.people import account_for_update

router = web.router(only(Role.ADMINISTRATOR))


@router.post("/people/{staff_id}/reactivation")
async def reactivate_account(session: Session, staff_id: UUID, response: Response) -> Person:
    staff = await account_for_update(session, staff_id)
    if staff.reactivate():
        await announce(session, staff)
    response.headers["Location"] = f"/people/{staff.id}"
    return Person.of(staff)
