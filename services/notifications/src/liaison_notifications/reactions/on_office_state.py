"""When an office changes: it is kept which district it is of, as that is what people follow."""

from liaison_contracts.registry import OfficeState
from liaison_kit import database
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent.choices import OfficeCopy


@on(OfficeState)
async def on_office_state(session: AsyncSession, state: OfficeState) -> None:
    copied = {"district_id", "district_name", "district_name_en", "status"}
    await database.keep_latest(
        session, OfficeCopy, id=state.id, version=state.version, **state.model_dump(include=copied)
    )
