"""Take over what large imports have set aside, a batch at a time, the oldest import first."""

from datetime import timedelta

from liaison_kit.jobs import JobContext, every
from sqlalchemy import select

from liaison_registry.model import ImportReport, ImportStatus
from liaison_registry.register_import import take_over


@every(timedelta(seconds=1))
async def take_over_imports(context: JobContext) -> bool:
    waiting = select(ImportReport).where(ImportReport.status == ImportStatus.WAITING).order_by(ImportReport.id).limit(1)
    async with context.transaction() as session:
        report = await session.scalar(waiting.with_for_update(skip_locked=True))
        if report is None:
            return False
        await take_over(session, report)
    return True
