"""Show the form that changes a CSO: what it works on and where, and how the public reaches it."""

from typing import Annotated

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOState, OfficeState
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CSO, Office
from liaison_registry.model.territory.district_choice import DistrictNamed, districts_to_choose

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class CSOForm(BaseModel):
    """The districts, and the offices that who asks may work for, in the order of their names."""

    cso: CSOState
    districts: list[DistrictNamed]
    offices: list[OfficeState]


@router.get("/cso/{edrpou}/details")
async def show_cso_form(
    session: Session, worker: Worker, response: Response, edrpou: Annotated[str, Path(pattern="^[0-9]{8}$")]
) -> CSOForm:
    cso = await session.scalar(select(CSO).where(CSO.edrpou == edrpou))
    if cso is None:
        raise NotFound
    cso.must_be_kept_by(worker)
    offices = await session.scalars(select(Office).order_by(Office.name))
    tell_version(response, cso.version)
    return CSOForm(
        cso=cso.state(),
        districts=await districts_to_choose(session),
        offices=[office.state() for office in offices if worker.may_run(office.id)],
    )
