"""Show all spendings as open data: one line each, for spreadsheets and programs."""

import csv
import io

from fastapi import Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.programme.funding import BudgetLine, Spending

router = web.router(ANYBODY)
COLUMNS = ("spending_id", "spent_on", "office", "kind", "amount_uah", "purpose", "document", "corrects")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@router.get(
    "/programme/spendings.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_spendings_file(session: Session) -> Response:
    """CSV by RFC 4180 in UTF-8, amounts in hryvnias with a point; texts that would run as a formula are quoted."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    rows = (
        select(Spending, Office.slug, BudgetLine.kind)
        .join(BudgetLine, BudgetLine.id == Spending.line_id)
        .join(Office, Office.id == BudgetLine.office_id)
        .order_by(Spending.spent_on, Spending.id)
    )
    for one, office, kind in await session.execute(rows):
        uah = f"{one.amount / 100:.2f}"
        texts = (_harmless(one.purpose), _harmless(one.document or ""), one.corrects or "")
        writer.writerow([one.id, one.spent_on, office, kind, uah, *texts])
    headers = {"Content-Disposition": 'attachment; filename="liaison-spendings.csv"'}
    return Response(sheet.getvalue(), headers=headers, media_type="text/csv; charset=utf-8")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
