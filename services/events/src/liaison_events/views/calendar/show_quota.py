"""Show the quota: who runs offices sees how each stands with the events promised for its first year."""

from datetime import date, datetime, time
from uuid import UUID

from liaison_contracts.events import EventStatus
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeStatus
from liaison_kit import clock, web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import ColumnElement, DateTime, FromClause, Uuid, case, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from liaison_events.model import Event, OfficeCopy
from liaison_events.model.calendar.quota import Quota, Standing, end_of_first_year, quota
from liaison_events.settings import CurrentSettings

router = web.router(only(Role.WORKER, Role.COORDINATOR, Role.ANALYST))

NAMES = ("slug", "name", "name_en", "district_name", "district_name_en")


class Quotas(BaseModel):
    """The offices that one may see, whoever needs help soonest first; `without_report`: of all of them."""

    promised: int
    offices: list[Quota]
    standings: dict[Standing, int]
    without_report: int


@router.get("/events/quota")
async def show_quota(session: Session, worker: Worker, settings: CurrentSettings) -> Quotas:
    columns = [getattr(OfficeCopy, name) for name in NAMES]
    query = select(OfficeCopy.id, OfficeCopy.opened_on, *columns).where(OfficeCopy.status != OfficeStatus.CLOSED)
    offices = [row for row in await session.execute(query) if worker.may_run(row.id)]
    counts = await _counts(session, {row.id: row.opened_on for row in offices if row.opened_on}, clock.now())
    found = [
        quota(
            {"office_id": row.id, **{name: getattr(row, name) for name in NAMES}},
            row.opened_on,
            counts.get(row.id, (0, 0, 0)),
            settings.promised_events,
            clock.today(),
        )
        for row in offices
    ]
    found.sort(key=Quota.risk)
    return Quotas(
        promised=settings.promised_events,
        offices=found,
        standings={one: sum(office.standing == one for office in found) for one in Standing},
        without_report=sum(office.without_report for office in found if office.days_left),
    )


async def _counts(session: Session, opened: dict[UUID, date], now: datetime) -> dict[UUID, tuple[int, int, int]]:
    """Of each office's first year: events held, over without report, to come."""

    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((condition, 1)))

    scheduled, year = Event.status == EventStatus.SCHEDULED, _first_years(opened)
    query = (
        select(
            Event.office_id,
            counted(Event.status == EventStatus.HELD),
            counted(scheduled & (Event.ends_at <= now)),
            counted(scheduled & (Event.ends_at > now)),
        )
        .join(year, Event.office_id == year.c.office_id)
        .where(Event.starts_at >= year.c.begins_at, Event.starts_at < year.c.is_over_at)
        .group_by(Event.office_id)
    )
    return {office: (held, over, ahead) for office, held, over, ahead in await session.execute(query)}


def _first_years(opened: dict[UUID, date]) -> FromClause:
    """A row for each office; when a year ends, the model knows."""
    begins = [datetime.combine(day, time(), clock.KYIV) for day in opened.values()]
    ends = [datetime.combine(end_of_first_year(day), time(), clock.KYIV) for day in opened.values()]
    moments = DateTime(timezone=True)
    sides = ((list(opened), Uuid()), (begins, moments), (ends, moments))
    arrays = [literal(values, ARRAY(kind)) for values, kind in sides]
    columns = (column("office_id", Uuid()), column("begins_at", moments), column("is_over_at", moments))
    return func.unnest(*arrays).table_valued(*columns).render_derived()
