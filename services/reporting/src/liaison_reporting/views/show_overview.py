"""Show the overview: what waits for somebody, and the last months at each office; for whoever runs the network."""

import asyncio

from fastapi import Request
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session
from liaison_pages.language import of_request
from pydantic import Field

from liaison_reporting.model.overview import Overview, make_overview
from liaison_reporting.model.showing.drawing import draw_all

router = web.router(only(Role.COORDINATOR))


class ShownOverview(Overview):
    """The overview, and the charts that only its page needs."""

    charts: dict[str, str] = Field(exclude=True)


@router.get("/results/overview")
async def show_overview(session: Session, request: Request) -> ShownOverview:
    overview = await make_overview(session)
    on_page = not request.url.path.startswith("/api/")
    charts = await asyncio.to_thread(draw_all, overview, of_request(request)) if on_page else {}
    return ShownOverview(**dict(overview), charts=charts)
