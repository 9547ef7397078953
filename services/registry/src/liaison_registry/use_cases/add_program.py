"""Add a program: another system gets an account with a token, which is shown once."""

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import Field

from liaison_registry.model import Kind, OneLine, Scope, Staff
from liaison_registry.model.people import NEW_TOKEN_COOKIE, NewToken, tell

router = web.router(only(Role.ADMINISTRATOR))


class Program(Scope):
    """`name` says what it is for."""

    name: OneLine = Field(min_length=1, max_length=100)


@router.post("/people/programs", status_code=201)
async def add_program(session: Session, program: Program, request: Request, response: Response) -> NewToken:
    await program.check(session)
    staff = Staff(
        id=new_id(),
        version=0,
        kind=Kind.PROGRAM,
        name=program.name,
        roles=sorted(program.roles),
        whole_network=program.whole_network,
        offices=[] if program.whole_network else sorted(map(str, program.offices)),
        active=True,
        ended_sign_ins=[],
        created_at=clock.real_now(),
    )
    session.add(staff)
    token = staff.renew_token()
    await session.flush()
    await tell(session, staff)
    page = f"/people/{staff.id}"
    # For whoever came by the form: the page shows it once, and nobody else's address or log ever holds it.
    secure = request.app.state.settings.url.startswith("https:")
    response.set_cookie(NEW_TOKEN_COOKIE, token, 60, path=page, secure=secure, httponly=True, samesite="strict")
    response.headers["Location"] = page
    return NewToken(id=staff.id, token=token)
