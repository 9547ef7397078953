"""Show the form that invites a person."""

from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office

router = web.router(only(Role.ADMINISTRATOR))


class InvitationForm(BaseModel):
    """The offices that can be in its scope, in the order of their names."""

    offices: list[OfficeState]


@router.get("/people/new")
async def show_invitation_form(session: Session) -> InvitationForm:
    rows = await session.scalars(select(Office).order_by(Office.name))
    return InvitationForm(offices=[office.state() for office in rows])
