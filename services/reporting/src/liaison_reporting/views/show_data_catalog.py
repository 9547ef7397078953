"""Show the catalogue of the open data: DCAT in JSON-LD, which data portals harvest."""

from fastapi import Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_reporting.model.open_data.catalog import data_catalog
from liaison_reporting.model.open_data.editions import published
from liaison_reporting.model.open_data.known import DATASETS, publisher_now
from liaison_reporting.model.open_data.package import written
from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


@router.get("/data/catalog.jsonld", response_class=Response, responses={200: {"content": {"application/ld+json": {}}}})
async def show_data_catalog(session: Session, settings: CurrentSettings) -> Response:
    """In both languages at once, as JSON-LD can."""
    sets = await published(session, list(DATASETS.values()))
    catalog = data_catalog(sets, await publisher_now(session, settings))
    return Response(written(catalog), media_type="application/ld+json")
