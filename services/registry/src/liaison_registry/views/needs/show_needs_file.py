"""Give the published results of a study as CSV: sums per district, what is hidden left empty."""

import csv
import io
from typing import Annotated

from fastapi import Path, Response
from liaison_contracts.registry import QuestionResult
from liaison_kit import rates, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model import District, NeedsStudy

router = web.router(ANYBODY)
HEAD = ("question", "district_code", "answered", "choice", "choice_en", "people")


@router.get(
    "/surveys/{slug}/results.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[rates.counted_as(rates.Kind.EXPORT)],
)
async def show_needs_file(session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")]) -> Response:
    study = await session.scalar(select(NeedsStudy).where(NeedsStudy.slug == slug))
    if study is None or study.status != "published":
        raise NotFound
    codes = {one.id: one.code for one in await session.scalars(select(District))}
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEAD)
    for result in study.state().results:
        writer.writerows(
            [_plain(result.text), codes[base.district_id], base.people, _plain(text), _plain(text_en), people]
            for base in result.bases
            for text, text_en, people in _of_district(result, base.district_id)
        )
    attached = {"Content-Disposition": f'attachment; filename="{slug}.csv"'}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=attached)


def _of_district(result: QuestionResult, district: object) -> list[tuple[str, str, int | None]]:
    people = {one.choice: one.people for one in result.counts if one.district_id == district}
    return [(one.text, one.text_en, people[one.key]) for one in result.choices]


def _plain(text: str) -> str:
    """A spreadsheet takes what begins like this for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
