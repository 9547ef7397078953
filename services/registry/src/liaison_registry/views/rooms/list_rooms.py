"""List an office's rooms for those who look after them, with a form for another one."""

from typing import Annotated

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.rooms.rooms import EQUIPMENT

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class RoomsOfOffice(BaseModel):
    """The office with its rooms, retired ones too, and what a room can have."""

    office: OfficeState
    equipment: tuple[str, ...]


@router.get("/offices/{slug}/rooms")
async def list_rooms(
    session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")], response: Response
) -> RoomsOfOffice:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    tell_version(response, office.version)
    return RoomsOfOffice(office=office.state(), equipment=EQUIPMENT)
