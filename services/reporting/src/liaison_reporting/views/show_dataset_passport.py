"""Show the passport of a dataset, as the national portal wants it."""

from fastapi import Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session

from liaison_reporting.model.open_data.known import one_published, publisher_now
from liaison_reporting.model.open_data.passport import passport
from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


@router.get(
    "/data/sets/{dataset}/passport.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_dataset_passport(session: Session, settings: CurrentSettings, dataset: str) -> Response:
    content = passport(await one_published(session, dataset), await publisher_now(session, settings))
    headers = {"Content-Disposition": f'attachment; filename="{dataset}-passport.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
