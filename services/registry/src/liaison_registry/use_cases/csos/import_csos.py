"""Import organisations from an extract of the state register: each good row is listed, each bad one is reported.

An import adds and never changes: an organisation that is known by its EDRPOU stays as it is, and what differs is shown.
It counts none for the commitment, and it drops the officers' names.
"""

import asyncio
import tempfile
from typing import Annotated

from fastapi import Query, Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import Counts, ImportKind, ImportReport, ImportRow, ImportStatus, Outcome, Rejection
from liaison_registry.register_import import set_aside, take_over

router = web.router(for_the_network(Role.COORDINATOR))

KINDS = ("text/csv", "application/xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
BODY = {"requestBody": {"required": True, "content": {kind: {"schema": {"type": "string"}} for kind in KINDS}}}
AT_ONCE = 2_000
"""A file with more rows is taken over by a job; its report shows how far it has come."""
SHOWN = 100


class ImportedCSOs(BaseModel):
    """What was done; with `dry_run`, what would have been. While `status` is waiting (202), what was done so far."""

    dry_run: bool
    added: int
    unchanged: int
    rejected: list[Rejection] = Field(description=f"The first {SHOWN}; the report has all.")
    status: ImportStatus = ImportStatus.DONE
    rows: int = Field(0, description="In the file, the header left out.")
    differing: int = Field(0, description="Known, and otherwise than the file says; none is changed.")


@router.post("/cso/import", openapi_extra=BODY, responses={202: {"model": ImportedCSOs}})
async def import_csos(
    session: Session, request: Request, response: Response, dry_run: Annotated[bool, Query()] = False
) -> ImportedCSOs:
    report = ImportReport(id=new_id(), kind=ImportKind.CSOS, dry_run=dry_run, made_at=clock.now(), rejected=[])
    report.counts, report.status, report.taken, report.differing = {"csos": Counts().model_dump()}, "waiting", 0, 0
    session.add(report)
    await session.flush()
    with tempfile.TemporaryFile() as file:
        async for piece in request.stream():
            await asyncio.to_thread(file.write, piece)
        file.seek(0)
        await set_aside(session, report, file)
    if report.rows <= AT_ONCE:
        await take_over(session, report, AT_ONCE)
    else:
        response.status_code = 202
    refused = select(ImportRow).where(ImportRow.import_id == report.id, ImportRow.outcome == Outcome.REFUSED)
    rows = await session.scalars(refused.order_by(ImportRow.number).limit(SHOWN))
    response.headers["Location"] = f"/network/imports/{report.id}"
    counts = Counts.model_validate(report.counts["csos"])
    return ImportedCSOs(
        dry_run=dry_run,
        added=counts.added,
        unchanged=counts.unchanged,
        rejected=[Rejection.of(row.line, row.field, row.sentence, **row.values) for row in rows],
        status=ImportStatus(report.status),
        rows=report.rows,
        differing=report.differing,
    )
