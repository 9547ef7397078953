"""List the commitment's targets for those who keep them, withdrawn ones too, with a form for another one."""

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Programme
from liaison_registry.model.programme.figures import districts_of
from liaison_registry.model.programme.targets import Indicator, ShownTarget, Target
from liaison_registry.model.territory.district_choice import DistrictNamed, named

router = web.router(for_the_network(Role.COORDINATOR))


class TargetsPage(BaseModel):
    """`adopted`: there is a programme that something can be promised for."""

    adopted: bool
    targets: list[ShownTarget]
    withdrawn: list[ShownTarget]
    districts: list[DistrictNamed]
    indicators: list[Indicator] = list(Indicator)


@router.get("/programme/targets")
async def list_targets(session: Session) -> TargetsPage:
    rows = (await session.scalars(select(Target).order_by(Target.district_id.is_not(None), Target.place))).all()
    districts = (await districts_of(session)).all
    return TargetsPage(
        adopted=await session.scalar(select(Programme.id)) is not None,
        targets=[row.shown() for row in rows if not row.withdrawn_on],
        withdrawn=[row.shown() for row in rows if row.withdrawn_on],
        districts=named(districts),
    )
