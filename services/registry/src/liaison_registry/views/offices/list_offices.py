"""List the offices: a resident finds the nearest one."""

from liaison_contracts.registry import OfficeState
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office

router = web.router(ANYBODY)


class Offices(BaseModel):
    """In the order of their names."""

    offices: list[OfficeState]


@router.get("/offices")
async def list_offices(session: Session) -> Offices:
    rows = await session.scalars(select(Office).order_by(Office.name))
    return Offices(offices=[office.state() for office in rows])
