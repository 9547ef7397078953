"""Show the overview: what waits for somebody, and the last months at each office; for whoever runs the network."""

from fastapi import Request
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session
from liaison_pages.language import of_request
from pydantic import Field

from liaison_reporting.model.overview import Overview, make_overview
from liaison_reporting.model.showing.on_pages import charts_of

router = web.router(only(Role.COORDINATOR))


class ShownOverview(Overview):
    """The overview, and the charts that only its page needs."""

    charts: dict[str, str] = Field(exclude=True)


@router.get("/results/overview")
async def show_overview(session: Session, request: Request) -> ShownOverview:
    overview = await make_overview(session)
    charts = await charts_of(overview, request.url.path, of_request(request))
    return ShownOverview(**dict(overview), charts=charts)
