"""Add a settlement to a district: residents find the district, and so the office, of their village."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import DistrictChange, DistrictChanged, DistrictState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_registry.model import District
from liaison_registry.model.territory.district import SettlementThere
from liaison_registry.model.territory.territory import Katottg, Name, held_by_others, one_at_a_time

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class NewSettlement(BaseModel):
    """A settlement that lies in the district, beside its seat, since there is the district."""

    code: Katottg
    name: Name
    name_en: Name


@router.post("/districts/{district_id}/settlements", status_code=201)
async def add_settlement(
    session: Session, district_id: UUID, settlement: NewSettlement, expected: IfMatch, response: Response
) -> DistrictState:
    await one_at_a_time(session)
    district = await get_for_update(session, District, district_id)
    expected.must_be(district)
    held = await held_by_others(session, [settlement.code], [district.id], district.joined_on)
    for name in held.values():
        raise SettlementThere(name=name)
    district.add_settlement(**settlement.model_dump())
    change = DistrictChange.SETTLEMENTS
    outbox.publish(session, DistrictChanged(occurred_on=clock.today(), state=district.state(), change=change))
    response.headers["Location"] = f"/districts/{district.code}/settlements"
    tell_version(response, district.version)
    return district.state()
