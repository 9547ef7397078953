"""Show a report: its tables with their charts, and each number's definition."""

from typing import Annotated

from fastapi import Query, Request
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from liaison_pages.language import of_request
from pydantic import Field

from liaison_reporting.model.projections import waiting_facts
from liaison_reporting.model.reports.choices import Choices, choices
from liaison_reporting.model.reports.known import REPORTS, make_report
from liaison_reporting.model.reports.report import Asked, Report
from liaison_reporting.model.showing.on_pages import charts_of

router = web.router(ANYBODY)


class ShownReport(Report):
    """The report, and what only its page needs: what can be chosen, what it takes, the facts it lacks, its charts."""

    choices: Choices = Field(exclude=True)
    takes: frozenset[str] = Field(exclude=True)
    needs: str | None = Field(exclude=True)
    waiting: int = Field(exclude=True)
    charts: dict[str, str] = Field(exclude=True)


@router.get("/results/reports/{name}", dependencies=[counted_as(Kind.EXPORT, where="known")])
async def show_report(session: Session, request: Request, name: str, asked: Annotated[Asked, Query()]) -> ShownReport:
    report = await make_report(session, name, asked)
    kind = REPORTS[name]
    waiting = await session.scalar(waiting_facts()) or 0
    offered = await choices(session, kind.takes)
    charts = await charts_of(report, request.url.path, of_request(request))
    return ShownReport(
        **dict(report), choices=offered, takes=kind.takes, needs=kind.needs, waiting=waiting, charts=charts
    )
