"""Show what came of an import: how much was taken over, and which rows were not and why."""

from datetime import datetime
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_registry.model import Counts, ImportKind, ImportReport, Rejection

router = web.router(for_the_network(Role.COORDINATOR))


class ImportReportPage(BaseModel):
    """`counts` by kind of thing: districts, offices, programme; or csos."""

    kind: ImportKind
    dry_run: bool
    made_at: datetime
    counts: dict[str, Counts]
    rejected: list[Rejection]


@router.get("/network/imports/{report_id}")
async def show_import_report(session: Session, report_id: UUID) -> ImportReportPage:
    report = await get(session, ImportReport, report_id)
    return ImportReportPage.model_validate(report, from_attributes=True)
