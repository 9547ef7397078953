"""Show the form with which an initiative group begins."""

from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.territory.district_choice import DistrictNamed, districts_to_choose

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class GroupForm(BaseModel):
    """The districts, and the offices that who asks may work for, in the order of their names."""

    districts: list[DistrictNamed]
    offices: list[OfficeState]


@router.get("/cso/groups/new")
async def show_group_form(session: Session, worker: Worker) -> GroupForm:
    offices = await session.scalars(select(Office).order_by(Office.name))
    return GroupForm(
        districts=await districts_to_choose(session),
        offices=[office.state() for office in offices if worker.may_run(office.id)],
    )
