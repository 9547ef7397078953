"""Show an account: what it may do, and everything that an administrator can do about it."""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import cookies, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import Office, Person, Staff

router = web.router(only(Role.ADMINISTRATOR), personal=True)


class ShownPerson(BaseModel):
    """`token`: of a program, on the page that follows its making, once. `own`: the account is the viewer's."""

    person: Person
    own: bool
    token: str | None = Field(repr=False)
    city: bool = Field(description="Whether people sign in with the city here.")
    offices: list[OfficeState]


@router.get("/people/{staff_id}")
async def show_person(
    session: Session, worker: Worker, staff_id: UUID, request: Request, response: Response
) -> ShownPerson:
    staff = await get(session, Staff, staff_id)
    token = request.cookies.get(cookies.NEW_TOKEN.name)
    if token:
        response.delete_cookie(cookies.NEW_TOKEN.name, path=f"/people/{staff.id}")
        response.headers["Cache-Control"] = "no-store"
    offices = await session.scalars(select(Office).order_by(Office.name))
    tell_version(response, staff.version)
    return ShownPerson(
        person=Person.of(staff),
        own=worker.id == staff.id,
        token=token,
        city=bool(request.app.state.settings.oidc_issuer),
        offices=[office.state() for office in offices],
    )
