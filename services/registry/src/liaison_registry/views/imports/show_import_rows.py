"""Show the rows of an import as a table to take away: what was added, what differs, what was refused and why."""

import csv
import io
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.formats.spreadsheets import BYTE_ORDER_MARK, harmless
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from liaison_pages.language import Language, of_request
from sqlalchemy import select

from liaison_registry.model import ImportReport, ImportRow, Outcome

COLUMNS = ("line", "outcome", "edrpou", "name", "registered_on", "name_here", "registered_on_here", "status_here")
REASON = ("column", "reason")
"""Excel needs it for Cyrillic."""

router = web.router(for_the_network(Role.COORDINATOR))


@router.get(
    "/network/imports/{report_id}/rows.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
async def show_import_rows(
    session: Session, request: Request, report_id: UUID, outcome: Annotated[Outcome | None, LeftEmpty, Query()] = None
) -> Response:
    """CSV by RFC 4180 in UTF-8 with a mark; a text that a spreadsheet would run as a formula gets an apostrophe."""
    report = await get(session, ImportReport, report_id)
    language = Language(of_request(request))
    query = select(ImportRow).where(ImportRow.import_id == report.id).order_by(ImportRow.number)
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS + REASON)
    async for row in await session.stream_scalars(query.where(ImportRow.outcome == outcome) if outcome else query):
        writer.writerow(map(harmless, _cells(row, language)))
    headers = {"Content-Disposition": f'attachment; filename="import-{report.made_at:%Y-%m-%d}.csv"'}
    return Response(BYTE_ORDER_MARK + sheet.getvalue(), headers=headers, media_type="text/csv; charset=utf-8")


def _cells(row: ImportRow, language: Language) -> list[str]:
    listed = [row.edrpou, row.name, row.registered_on, *(row.here.get(n) for n in ("name", "registered_on", "status"))]
    reason = [row.field, language.text(row.sentence, **row.values) if row.sentence else ""]
    return [str(row.line), row.outcome, *("" if cell is None else str(cell) for cell in listed), *reason]
