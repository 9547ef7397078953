"""Keep the editions of the open data, which we told ourselves: so that a replay knows them, too."""

from liaison_contracts.open_data import DatasetPublished
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.open_data.editions import keep_edition


@on(DatasetPublished)
async def on_dataset_published(session: AsyncSession, fact: DatasetPublished) -> None:
    await keep_edition(session, fact)
