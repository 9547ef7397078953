"""Remove a settlement that was entered by mistake: it never was the district's."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import DistrictChange, DistrictChanged, DistrictState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session

from liaison_registry.model import District
from liaison_registry.model.territory.shown_territory import KATOTTG

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


@router.post("/districts/{district_id}/settlements/{code}/removal")
async def remove_settlement(
    session: Session,
    district_id: UUID,
    code: Annotated[str, Path(pattern=KATOTTG)],
    expected: IfMatch,
    response: Response,
) -> DistrictState:
    district = await get_for_update(session, District, district_id)
    expected.must_be(district)
    if district.since(code) is None:
        raise NotFound
    district.remove_settlement(code)
    change = DistrictChange.SETTLEMENTS
    outbox.publish(session, DistrictChanged(occurred_on=clock.today(), state=district.state(), change=change))
    response.headers["Location"] = f"/districts/{district.code}/settlements"
    tell_version(response, district.version)
    return district.state()
