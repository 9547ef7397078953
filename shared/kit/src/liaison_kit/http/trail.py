"""The audit trail, shown: auditors look through it, and export it to check it or to keep it."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import Query, Response
from liaison_contracts.audit import HashedEntry, Head, Trail
from liaison_contracts.identity import Role
from pydantic import BaseModel, Field
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.tables import AuditRow
from liaison_kit.web import Session

READERS = only(Role.AUDITOR, Role.ADMINISTRATOR)
router = web.router(READERS)
file_router = web.router(READERS)

ROWS_OF_A_FILE = 50_000


class Filter(BaseModel):
    """Which entries; `day` is Kyiv's."""

    account: Annotated[str | None, LeftEmpty] = Field(
        None, pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", description="Id of an account."
    )
    action: Annotated[str | None, LeftEmpty] = Field(None, pattern=r"^\w{1,100}$")
    day: Annotated[date | None, LeftEmpty] = None
    after: int | None = Field(None, ge=0, le=2**62, description="Oldest first, from the entry after this number.")


class Wanted(Filter):
    """Newest first, unless `after` is given."""

    before: int | None = Field(None, ge=1, le=2**62)
    limit: int = Field(100, ge=1, le=1000)


@router.get("/audit")
async def show_audit(session: Session, wanted: Annotated[Wanted, Query()]) -> Trail:
    query = _of(wanted)
    if wanted.after is not None:
        query = query.order_by(AuditRow.number)
    else:
        query = query.order_by(AuditRow.number.desc())
        query = query.where(AuditRow.number < wanted.before) if wanted.before else query
    rows = (await session.scalars(query.limit(wanted.limit + 1))).all()
    shown = [_shown(row) for row in rows[: wanted.limit]]
    return Trail(entries=shown, next=shown[-1].number if len(rows) > len(shown) else None, head=await _head(session))


@file_router.get("/audit.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def show_audit_file(session: Session, wanted: Annotated[Filter, Query()]) -> Response:
    """At most 50 000 entries, oldest first; `after` gives the next ones."""
    rows = await session.scalars(_of(wanted).order_by(AuditRow.number).limit(ROWS_OF_A_FILE))
    file = io.StringIO()
    written = csv.writer(file)
    written.writerow(HashedEntry.model_fields)
    for row in rows:
        entry = _shown(row).model_dump(mode="json")
        named = {"object": " ".join(f"{name}={value}" for name, value in row.object.items())}
        written.writerow((entry | named | {"fields": " ".join(row.fields)}).values())
    attached = {"Content-Disposition": f'attachment; filename="audit-{clock.today()}.csv"', "Cache-Control": "no-store"}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=attached)


def _of(wanted: Filter) -> Select[AuditRow]:
    query = select(AuditRow)
    if wanted.account:
        query = query.where(AuditRow.account == wanted.account)
    if wanted.action:
        query = query.where(AuditRow.action == wanted.action)
    if wanted.day:
        begins = datetime.combine(wanted.day, time(), clock.KYIV)
        # On the wall clock, so that a day stays a day when the hour changes.
        query = query.where(AuditRow.at >= begins.astimezone(UTC), AuditRow.at < begins + timedelta(days=1))
    return query if wanted.after is None else query.where(AuditRow.number > wanted.after)


async def _head(session: AsyncSession) -> Head | None:
    last = await session.scalar(select(AuditRow).order_by(AuditRow.number.desc()).limit(1))
    return Head(number=last.number, hash=last.hash.hex()) if last else None


def _shown(row: AuditRow) -> HashedEntry:
    columns: dict[str, Any] = {name: getattr(row, name) for name in HashedEntry.model_fields}
    return HashedEntry(**columns | {"hash": row.hash.hex()})
