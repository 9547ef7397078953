"""List all reports there are."""

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

from liaison_reporting.model.reports.known import REPORTS

router = web.router(ANYBODY)


class ReportLine(BaseModel):
    """One report: words of ours, in English; its page is at /results/reports/{name}."""

    name: str
    title: str
    description: str


class Reports(BaseModel):
    """In the order in which they are best read."""

    reports: list[ReportLine]


@router.get("/results/reports")
async def list_reports() -> Reports:
    named = REPORTS.items()
    return Reports(reports=[ReportLine(name=name, title=of.title, description=of.description) for name, of in named])
