"""Forget the rows of imports after a month; how many there were stays in the report."""

from datetime import timedelta

from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete, select

from liaison_registry.model import ImportReport, ImportRow, ImportStatus

KEPT = timedelta(days=30)


@every(timedelta(hours=1))
async def forget_import_rows(context: JobContext) -> bool:
    old = select(ImportReport.id).where(
        ImportReport.made_at < clock.now() - KEPT, ImportReport.status != ImportStatus.WAITING
    )
    async with context.transaction() as session:
        await session.execute(delete(ImportRow).where(ImportRow.import_id.in_(old)))
    return False
