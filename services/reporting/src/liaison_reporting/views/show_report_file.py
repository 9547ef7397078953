"""Show a report as a file, for spreadsheets and for print: what its page shows, number by number."""

import asyncio
import re
from typing import Annotated, Literal

from fastapi import Query, Request, Response
from liaison_kit import web
from liaison_kit.formats.spreadsheets import BYTE_ORDER_MARK
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from liaison_pages.language import Language, of_request

from liaison_reporting.model.reports.known import make_report
from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.showing.writing import WRITERS

router = web.router(ANYBODY)


@router.get(
    "/data/reports/{name}.{form}",
    response_class=Response,
    responses={200: {"content": {writer.media_type: {} for writer in WRITERS.values()}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_report_file(
    session: Session,
    request: Request,
    name: str,
    form: Literal["csv", "xlsx", "json", "pdf"],
    asked: Annotated[Asked, Query()],
    bom: bool = False,
) -> Response:
    """In the language asked for by `lang`; `bom` puts a byte-order mark in front of a CSV, which Excel needs."""
    report = await make_report(session, name, asked)
    writer = WRITERS[form]
    # To set a page takes long enough for others to notice.
    content = await asyncio.to_thread(writer.write, report, Language(of_request(request)))
    if bom and form == "csv":
        content = BYTE_ORDER_MARK.encode() + content
    headers = {"Content-Disposition": f'attachment; filename="{_named(name, asked)}.{form}"'}
    return Response(content, headers=headers, media_type=writer.media_type)


def _named(name: str, asked: Asked) -> str:
    """With what it was narrowed down to, so that two files can lie side by side."""
    parts = [name, *map(str, asked.model_dump(exclude_none=True).values())]
    return "-".join(["liaison", *(re.sub(r"[^\w-]", "", part, flags=re.ASCII) for part in parts)])
