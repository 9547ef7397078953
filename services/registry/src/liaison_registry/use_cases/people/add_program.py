"""Add a program: another system gets an account with a token, which is shown once."""

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, cookies, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import Field

from liaison_registry.model import Kind, OneLine, Scope, announce, new_staff
from liaison_registry.model.people.people import NewToken

router = web.router(only(Role.ADMINISTRATOR))


class Program(Scope):
    """`name` says what it is for."""

    name: OneLine = Field(min_length=1, max_length=100)


@router.post("/people/programs", status_code=201)
async def add_program(session: Session, program: Program, request: Request, response: Response) -> NewToken:
    await program.check(session)
    staff = new_staff(new_id(), Kind.PROGRAM, program.name, clock.real_now())
    staff.allow(program.roles, program.whole_network, program.offices)
    session.add(staff)
    token = staff.renew_token()
    await announce(session, staff)
    page = f"/people/{staff.id}"
    # For whoever came by the form: the page shows it once, and nobody else's address or log ever holds it.
    secure = request.app.state.settings.url.startswith("https:")
    cookies.NEW_TOKEN.give(response, token, path=page, secure=secure)
    response.headers["Location"] = page
    return NewToken(id=staff.id, token=token)
