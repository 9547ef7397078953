"""Show the grants of a call as open data: one line each, for spreadsheets and programs."""

import csv
import io
from decimal import Decimal

from fastapi import Request, Response
from liaison_kit import web
from liaison_kit.formats.spreadsheets import BYTE_ORDER_MARK, harmless
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session

from liaison_registry.model.grants.grant import grants_of
from liaison_registry.model.grants.grant_address import GrantSlug, visible_call

COLUMNS = (
    *("call", "edrpou", "organisation", "project"),
    *("amount_uah", "transferred_uah", "report_received_on", "annulled_on"),
)

router = web.router(ANYBODY)


@router.get(
    "/grants/{slug}/awards.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_grants_data(session: Session, slug: GrantSlug, request: Request, bom: bool = False) -> Response:
    """CSV by RFC 4180 in UTF-8, amounts in hryvnias with a point; `bom` is what Excel needs for Cyrillic.

    A text that a spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV injection).
    """
    call = await visible_call(session, slug, web.account_of(request))
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    for grant in await grants_of(session, call) if call.decided_on else []:
        state = grant.state()
        texts = [harmless(text) for text in (call.slug, state.edrpou, state.cso_name, state.project_title)]
        amounts = [_hryvnias(state.amount), _hryvnias(state.transferred)]
        writer.writerow([*texts, *amounts, state.report_received_on or "", state.annulled_on or ""])
    content = (BYTE_ORDER_MARK if bom else "") + sheet.getvalue()
    headers = {"Content-Disposition": f'attachment; filename="grants-{call.slug}.csv"'}
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")


def _hryvnias(kopiykas: int) -> str:
    return str(Decimal(kopiykas).scaleb(-2))
