"""Show the package of the open data: a Frictionless Data Package, which programs read first."""

from typing import Literal

from fastapi import Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from liaison_pages.language import Language

from liaison_reporting.model.open_data.editions import published
from liaison_reporting.model.open_data.known import DATASETS, publisher_now
from liaison_reporting.model.open_data.package import data_package, written
from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


@router.get("/data/datapackage.json", response_class=Response, responses={200: {"content": {"application/json": {}}}})
async def show_data_package(session: Session, settings: CurrentSettings, lang: Literal["uk", "en"] = "uk") -> Response:
    """Titles and meanings in the language of `lang`, which no cookie changes: an address has one content."""
    sets = await published(session, list(DATASETS.values()))
    package = data_package(sets, await publisher_now(session, settings), Language(lang))
    return Response(written(package), media_type="application/json")
