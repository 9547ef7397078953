"""Show the form that gives another system an account."""

from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office

router = web.router(only(Role.ADMINISTRATOR))


class ProgramForm(BaseModel):
    """The offices that can be in its scope, in the order of their names."""

    offices: list[OfficeState]


@router.get("/people/programs/new")
async def show_program_form(session: Session) -> ProgramForm:
    rows = await session.scalars(select(Office).order_by(Office.name))
    return ProgramForm(offices=[office.state() for office in rows])
