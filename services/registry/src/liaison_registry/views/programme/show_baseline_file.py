"""Show the baseline as open data, in a file that can be imported again."""

from fastapi import Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model.programme.baseline import BaselineActivity, file_of
from liaison_registry.model.programme.figures import districts_of

router = web.router(ANYBODY)


@router.get(
    "/programme/baseline.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_baseline_file(session: Session, excel: bool = False) -> Response:
    """CSV by RFC 4180 in UTF-8, which can be imported as it is; `excel`: with a byte-order mark and semicolons."""
    order = (BaselineActivity.month, BaselineActivity.district_id, BaselineActivity.kind)
    rows = list(await session.scalars(select(BaselineActivity).order_by(*order)))
    content = file_of(rows, await districts_of(session), excel=excel)
    headers = {"Content-Disposition": 'attachment; filename="liaison-baseline.csv"'}
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")
