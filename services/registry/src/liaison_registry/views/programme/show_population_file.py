"""Show the population as open data, in a file that can be imported again."""

from fastapi import Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model.programme.figures import districts_of
from liaison_registry.model.programme.population import Population, file_of

router = web.router(ANYBODY)


@router.get(
    "/programme/population.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_population_file(session: Session, excel: bool = False) -> Response:
    """CSV by RFC 4180 in UTF-8, which can be imported as it is; `excel`: with a byte-order mark and semicolons."""
    order = (Population.year, Population.district_id, Population.sex, Population.age_group)
    rows = list(await session.scalars(select(Population).order_by(*order)))
    content = file_of(rows, await districts_of(session), excel=excel)
    headers = {"Content-Disposition": 'attachment; filename="liaison-population.csv"'}
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")
