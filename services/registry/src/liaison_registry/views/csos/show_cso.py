"""Show a CSO: its code, since when it exists, and where it works."""

from typing import Annotated

from fastapi import Path
from liaison_contracts.registry import CSOState, DistrictState
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CSO, District

router = web.router(ANYBODY)


class CSOPage(BaseModel):
    """One CSO, and its district where it is known."""

    cso: CSOState
    district: DistrictState | None


@router.get("/cso/{edrpou}")
async def show_cso(session: Session, edrpou: Annotated[str, Path(pattern="^[0-9]{8}$")]) -> CSOPage:
    cso = await session.scalar(select(CSO).where(CSO.edrpou == edrpou))
    if cso is None:
        raise NotFound
    district = await get(session, District, cso.district_id) if cso.district_id else None
    return CSOPage(cso=cso.state(), district=district.state() if district else None)
