"""Send a link: an invitation once more, or, to somebody who has a password, one to choose another."""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.identity import only
from liaison_kit.web import Session

from liaison_registry.model import Kind, Person
from liaison_registry.model.people.letters import letter, newest_sealing_key
from liaison_registry.model.people.people import NotActive, PeopleSignInWithTheCity, account_for_update

router = web.router(only(Role.ADMINISTRATOR))


@router.post("/people/{staff_id}/links")
async def send_link(session: Session, staff_id: UUID, request: Request, response: Response) -> Person:
    staff = await account_for_update(session, staff_id, Kind.PERSON)
    settings = request.app.state.settings
    if not staff.active:
        raise NotActive
    if not staff.may_use_a_password(city=bool(settings.oidc_issuer)):
        raise PeopleSignInWithTheCity
    link, fact = letter(
        staff, staff.errand_of_a_link, await newest_sealing_key(session), settings.url, clock.real_now()
    )
    session.add(link)
    outbox.publish(session, fact)
    response.headers["Location"] = f"/people/{staff.id}"
    return Person.of(staff)
