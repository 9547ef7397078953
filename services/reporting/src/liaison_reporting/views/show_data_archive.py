"""Show the whole package of the open data as one file: its description and the file of every dataset."""

import asyncio
from typing import Literal

from fastapi import Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from liaison_pages.language import Language

from liaison_reporting.model.open_data.editions import published
from liaison_reporting.model.open_data.known import DATASETS, file_of, publisher_now
from liaison_reporting.model.open_data.package import archive, data_package
from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


@router.get(
    "/data/package.zip",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}}},
    dependencies=[counted_as(Kind.EXPORT)],
)
async def show_data_archive(session: Session, settings: CurrentSettings, lang: Literal["uk", "en"] = "uk") -> Response:
    """The same bytes for the same editions."""
    sets = await published(session, list(DATASETS.values()))
    package = data_package(sets, await publisher_now(session, settings), Language(lang))
    files = {f"sets/{one.dataset.name}.csv": (await file_of(session, one.dataset.name)).content for one in sets}
    headers = {"Content-Disposition": 'attachment; filename="liaison-network.zip"'}
    # To pack it takes long enough for others to notice.
    content = await asyncio.to_thread(archive, package, files)
    return Response(content, media_type="application/zip", headers=headers)
