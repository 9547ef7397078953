"""Reset the second factor: a person who lost it sets up a new one at the next sign-in."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import only
from liaison_kit.web import Session

from liaison_registry.model import Kind, Person, announce
from liaison_registry.model.people.people import account_for_update
from liaison_registry.model.sign_in.signing_in import close_sign_ins

router = web.router(only(Role.ADMINISTRATOR))


@router.post("/people/{staff_id}/second-factor-reset")
async def reset_second_factor(session: Session, staff_id: UUID, response: Response) -> Person:
    staff = await account_for_update(session, staff_id, Kind.PERSON)
    staff.forget_second_factor(clock.real_now())
    await close_sign_ins(session, staff.id, clock.real_now())
    await announce(session, staff)
    response.headers["Location"] = f"/people/{staff.id}"
    return Person.of(staff)
