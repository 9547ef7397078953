"""Add a target: the commitment promises to reach something more, in the network or in one district."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import TargetsChanged
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session

from liaison_registry.model import District, UnknownDistrict
from liaison_registry.model.programme.programme import programme_for_update
from liaison_registry.model.programme.targets import Indicator, ShownTarget, Target, WrittenTarget, aim, must_be_new

router = web.router(for_the_network(Role.COORDINATOR))


class NewTarget(WrittenTarget):
    """`key`: what is counted; without a district it is promised for the network."""

    key: Indicator
    district_id: Annotated[UUID | None, LeftEmpty] = None


@router.post("/programme/targets", status_code=201)
async def add_target(session: Session, written: NewTarget, response: Response) -> ShownTarget:
    programme = await programme_for_update(session)
    if written.district_id and await session.get(District, written.district_id) is None:
        raise UnknownDistrict
    await must_be_new(session, written.key, written.district_id)
    target = Target(id=new_id(), version=1, key=written.key, district_id=written.district_id)
    target.say(WrittenTarget(**written.model_dump(exclude={"key", "district_id"})), programme)
    session.add(target)
    await aim(session, programme)
    outbox.publish(session, TargetsChanged(occurred_on=clock.today(), state=programme.state()))
    response.headers["Location"] = "/programme/targets"
    tell_version(response, target.version)
    return target.shown()
