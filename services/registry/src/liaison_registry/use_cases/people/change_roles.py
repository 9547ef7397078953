"""Change roles: a person or a program may do something else, or somewhere else, from their next click on."""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model import Person, Scope, announce
from liaison_registry.model.people.people import (
    OwnRoles,
    RolesAreTheCitys,
    account_for_update,
    check_administrator_is_left,
    one_leaves_at_a_time,
)

router = web.router(only(Role.ADMINISTRATOR))


@router.post("/people/{staff_id}/roles")
async def change_roles(
    session: Session,
    worker: Worker,
    staff_id: UUID,
    wanted: Scope,
    expected: IfMatch,
    request: Request,
    response: Response,
) -> Person:
    if worker.id == staff_id:
        raise OwnRoles
    await one_leaves_at_a_time(session)
    staff = await account_for_update(session, staff_id)
    expected.must_be(staff)
    await wanted.check(session)
    city = request.app.state.settings.oidc_issuer and staff.subject is not None
    if city and set(wanted.roles) != set(staff.roles):
        raise RolesAreTheCitys
    if Role.ADMINISTRATOR not in wanted.roles:
        await check_administrator_is_left(session, staff)
    if staff.allow(wanted.roles, wanted.whole_network, wanted.offices):
        await announce(session, staff)
    response.headers["Location"] = f"/people/{staff.id}"
    tell_version(response, staff.version)
    return Person.of(staff)
