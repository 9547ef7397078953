"""Import organisations from an extract of the state register: each good row is listed, each bad one is reported.

An import adds and never changes: an organisation that is known by its EDRPOU stays as it is. It counts none for the
commitment, and it drops the officers' names.
"""

from typing import Annotated

from fastapi import Query, Request, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOListed, CSOStatus
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model import CSO, Counts, ImportKind, ImportReport, Rejection
from liaison_registry.model.register_extract import ListedCSO, read

router = web.router(for_the_network(Role.COORDINATOR))

BODY = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}


class ImportedCSOs(BaseModel):
    """What was done; with `dry_run`, what would have been."""

    dry_run: bool
    added: int
    unchanged: int
    rejected: list[Rejection]


@router.post("/cso/import", openapi_extra=BODY)
async def import_csos(
    session: Session, request: Request, response: Response, dry_run: Annotated[bool, Query()] = False
) -> ImportedCSOs:
    rows, rejected = read(await request.body(), clock.today())
    added = await _unknown(session, rows) if dry_run else await _list(session, rows)
    imported = ImportedCSOs(dry_run=dry_run, added=added, unchanged=len(rows) - added, rejected=rejected)
    report = ImportReport(
        id=new_id(),
        kind=ImportKind.CSOS,
        dry_run=dry_run,
        made_at=clock.now(),
        counts={"csos": Counts(added=imported.added, unchanged=imported.unchanged).model_dump()},
        rejected=[rejection.kept() for rejection in rejected],
    )
    session.add(report)
    response.headers["Location"] = f"/network/imports/{report.id}"
    return imported


async def _unknown(session: AsyncSession, rows: list[ListedCSO]) -> int:
    codes = {row.edrpou for row in rows}
    return len(codes - set(await session.scalars(select(CSO.edrpou))))


async def _list(session: AsyncSession, rows: list[ListedCSO]) -> int:
    if not rows:
        return 0
    # In one order, so that two imports at once wait for each other instead of deadlocking.
    values = [
        {
            "id": new_id(),
            "version": 1,
            "edrpou": row.edrpou,
            "name": row.name,
            "status": CSOStatus.ACTIVE,
            "registered_on": row.registered_on,
            "created_with_help": False,
            "district_id": None,
        }
        for row in sorted(rows, key=lambda row: row.edrpou)
    ]
    new = insert(CSO).on_conflict_do_nothing(index_elements=["edrpou"]).returning(CSO)
    added = list(await session.scalars(new, values))
    for cso in added:
        outbox.publish(session, CSOListed(occurred_on=clock.today(), state=cso.state()))
    return len(added)
