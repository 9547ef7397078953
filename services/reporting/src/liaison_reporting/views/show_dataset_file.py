"""Show the file of a dataset: its newest edition, as it was published."""

from fastapi import Request, Response
from liaison_kit import web
from liaison_kit.formats.spreadsheets import BYTE_ORDER_MARK
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import answer_if_changed
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session

from liaison_reporting.model.open_data.known import file_of

router = web.router(ANYBODY)


@router.get(
    "/data/sets/{dataset}.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_dataset_file(session: Session, request: Request, dataset: str, bom: bool = False) -> Response:
    """CSV by RFC 4180 in UTF-8; `bom` puts a byte-order mark in front, which Excel needs and the checksum excludes."""
    file = await file_of(session, dataset)
    content = BYTE_ORDER_MARK.encode() + file.content if bom else file.content
    answer = answer_if_changed(request, content, "text/csv; charset=utf-8", file.published_at)
    answer.headers["Content-Disposition"] = f'attachment; filename="{dataset}.csv"'
    return answer
