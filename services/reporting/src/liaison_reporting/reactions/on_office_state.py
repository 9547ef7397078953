"""Keep the offices: whether and since when each is open decides which events count."""

from liaison_contracts.registry import OfficeState
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.kept import keep
from liaison_reporting.model.network import OfficeCopy


@on(OfficeState)
async def on_office_state(session: AsyncSession, state: OfficeState) -> None:
    await keep(
        session,
        OfficeCopy,
        id=state.id,
        version=state.version,
        slug=state.slug,
        name=state.name,
        name_en=state.name_en,
        district_id=state.district_id,
        district_name=state.district_name,
        district_name_en=state.district_name_en,
        status=state.status.value,
        opened_on=state.opened_on,
        closed_on=state.closed_on,
        **state.model_dump(mode="json", include={"former_districts", "hours", "special_hours", "rooms"}),
        **state.model_dump(include={"address", "street", "house", "post_code", "phone", "email"}),
        **state.model_dump(include={"latitude", "longitude"}),
    )
