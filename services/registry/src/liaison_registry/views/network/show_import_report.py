"""Show what came of an import: how much was taken over, how far it is, and which rows were not taken over and why."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_registry.model import Counts, ImportKind, ImportReport, ImportRow, ImportStatus, Outcome, Rejection
from liaison_registry.model.programme.figures import Difference, FiguresCounts

router = web.router(for_the_network(Role.COORDINATOR))

ON_A_PAGE = 100


class ImportedRow(BaseModel):
    """A row that was added or differs; `here` is what the registry had: name, registered_on, status."""

    line: int
    edrpou: str | None
    name: str | None
    registered_on: date | None
    here: dict[str, Any]


class ImportReportPage(BaseModel):
    """`counts` by kind of thing: districts, offices, programme; or csos; or figures. Rows are shown by the page."""

    id: UUID
    kind: ImportKind
    dry_run: bool
    made_at: datetime
    status: ImportStatus
    rows: int = Field(description="Of a register's file.")
    taken: int = Field(description="How many of them were looked at so far.")
    refused: int
    differing: int
    counts: dict[str, FiguresCounts | Counts]
    outcome: Outcome
    page: int
    pages: int
    rejected: list[Rejection]
    shown: list[ImportedRow] = Field(description="Rows with this outcome, where they are not rejected ones.")
    differences: list[Difference] = Field(description="What the file changes of figures, the first 500.")


@router.get("/network/imports/{report_id}")
async def show_import_report(
    session: Session,
    report_id: UUID,
    outcome: Annotated[Outcome | None, LeftEmpty, Query()] = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> ImportReportPage:
    report = await get(session, ImportReport, report_id)
    wanted = outcome or Outcome.REFUSED
    where = (ImportRow.import_id == report.id, ImportRow.outcome == wanted)
    found = await session.scalar(select(func.count()).select_from(ImportRow).where(*where)) or 0
    ordered = select(ImportRow).where(*where).order_by(ImportRow.number)
    rows = (await session.scalars(ordered.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE))).all()
    kept = [Rejection.of(row.line, row.field, row.sentence, **row.values) for row in rows if row.sentence]
    others = [ImportedRow.model_validate(row, from_attributes=True) for row in rows if not row.sentence]
    shown = {"outcome": wanted, "page": page, "pages": max(1, -(-found // ON_A_PAGE)), "shown": others}
    shown["rejected"] = kept or [Rejection.model_validate(one) for one in report.rejected]
    columns = {name: getattr(report, name) for name in ImportReportPage.model_fields.keys() - shown.keys()}
    return ImportReportPage(**columns, **shown)
