"""Show the held events as open data: one line each, for spreadsheets and programs."""

import csv
import io

from fastapi import Response
from liaison_kit import web
from liaison_kit.formats.spreadsheets import BYTE_ORDER_MARK, harmless
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_reporting.model.events import HeldEvent

COLUMNS = ("event_id", "held_on", "office", "title", "kind", "tools", "attendance")
AT_ONCE = 500

router = web.router(ANYBODY)


@router.get(
    "/data/events.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_events_data(session: Session, bom: bool = False) -> Response:
    """CSV by RFC 4180 in UTF-8; `bom` puts a byte-order mark in front, which Excel needs for Cyrillic.

    Several tools in a cell are separated by a space. A text that a spreadsheet would run as a formula gets a leading
    apostrophe (OWASP, CSV injection).
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    # In parts: of all events at once only the text of the file is held, and others are answered between two parts.
    wanted = select(HeldEvent).order_by(HeldEvent.held_on, HeldEvent.id).execution_options(yield_per=AT_ONCE)
    async for event in await session.stream_scalars(wanted):
        texts = [str(event.id), event.held_on.isoformat(), event.office_name, event.title, event.kind]
        writer.writerow([*map(harmless, texts), harmless(" ".join(event.tools)), event.attendance])
    content = (BYTE_ORDER_MARK if bom else "") + sheet.getvalue()
    headers = {"Content-Disposition": 'attachment; filename="liaison-events.csv"'}
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")
