"""Show a report: its tables with their charts, and each number's definition."""

from typing import Annotated

from fastapi import Query
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_reporting.model.reports.known import make_report
from liaison_reporting.model.reports.report import Asked, Report

router = web.router(ANYBODY)


@router.get("/results/reports/{name}")
async def show_report(session: Session, name: str, asked: Annotated[Asked, Query()]) -> Report:
    return await make_report(session, name, asked)
