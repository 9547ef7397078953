"""When an office changes: keep a copy, so that events can be scheduled while the registry is down."""

from liaison_contracts.registry import OfficeState
from liaison_kit import database
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model import OfficeCopy


@on(OfficeState)
async def on_office_state(session: AsyncSession, state: OfficeState) -> None:
    await database.keep_latest(
        session,
        OfficeCopy,
        id=state.id,
        version=state.version,
        slug=state.slug,
        name=state.name,
        name_en=state.name_en,
        address=state.address,
        address_en=state.address_en,
        district_id=state.district_id,
        district_name=state.district_name,
        district_name_en=state.district_name_en,
        status=state.status.value,
        opened_on=state.opened_on,
        accessibility=state.accessibility,
        rooms=[room.model_dump(mode="json") for room in state.rooms],
        hours=[hours.model_dump(mode="json") for hours in state.hours],
        special_hours=[days.model_dump(mode="json") for days in state.special_hours],
    )
