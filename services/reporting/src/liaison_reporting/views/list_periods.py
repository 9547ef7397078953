"""List the periods whose results were locked."""

from datetime import date, datetime

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from liaison_reporting.model.periods.locked import LockedPeriod
from liaison_reporting.model.projections import newest_fact_at

router = web.router(ANYBODY)


class Line(BaseModel):
    """The newest version of a period."""

    model_config = ConfigDict(from_attributes=True)

    period: str
    number: int
    first: date
    last: date
    locked_at: datetime


class Periods(BaseModel):
    """Locked periods, the newest first."""

    periods: list[Line]
    current_to: datetime | None


@router.get("/results/periods")
async def list_periods(session: Session) -> Periods:
    about = LockedPeriod
    columns = (about.period, about.number, about.first, about.last, about.locked_at)
    rows = await session.execute(select(*columns).order_by(about.last.desc(), about.first, about.number))
    newest = {row.period: Line.model_validate(row) for row in rows}
    return Periods(periods=list(newest.values()), current_to=await newest_fact_at(session))
