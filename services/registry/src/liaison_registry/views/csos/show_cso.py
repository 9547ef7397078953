"""Show a CSO: what it works on and where, how to reach it, and how it stands with the city."""

from typing import Annotated

from fastapi import Path, Query, Request, Response
from liaison_contracts.registry import CSOState, DistrictState
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CSO, District
from liaison_registry.model.csos.duplicates import like_this

router = web.router(ANYBODY)


class CSOPage(BaseModel):
    """One CSO, and its district where it is known.

    `went_to`: of an entry that was merged, the organisation that it turned out to be. `alike`: organisations with a
    similar name, for coordinators of the whole network who ask for them (`similar`), and None for everybody else.
    `may_keep`: whether who asks may change it.
    """

    cso: CSOState
    district: DistrictState | None
    went_to: CSOState | None
    alike: list[CSOState] | None
    may_keep: bool


@router.get("/cso/{edrpou}")
async def show_cso(
    session: Session,
    request: Request,
    response: Response,
    edrpou: Annotated[str, Path(pattern="^[0-9]{8}$")],
    similar: Annotated[bool, Query(description="Look for similar names, which takes a while.")] = False,
) -> CSOPage:
    cso = await session.scalar(select(CSO).where(CSO.edrpou == edrpou))
    if cso is None:
        raise NotFound
    district = await get(session, District, cso.district_id) if cso.district_id else None
    went_to = cso
    while went_to.merged_into:
        went_to = await get(session, CSO, went_to.merged_into)
    worker = web.account_of(request)
    looks_for_doubles = similar and worker and worker.whole_network and worker.has("coordinator") and went_to is cso
    alike = [one.state() for one in await session.scalars(like_this(cso))] if looks_for_doubles else None
    tell_version(response, cso.version)
    return CSOPage(
        cso=cso.state(),
        district=district.state() if district else None,
        went_to=went_to.state() if went_to is not cso else None,
        alike=alike,
        may_keep=worker is not None and worker.has("worker", "coordinator") and cso.may_be_kept_by(worker),
    )
