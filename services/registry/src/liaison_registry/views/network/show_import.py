"""Show where files are imported: the network, and organisations from the state register."""

from datetime import datetime
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import func, select

from liaison_registry.model import CSO, District, ImportKind, ImportReport, ImportStatus, Office, Programme

router = web.router(for_the_network(Role.COORDINATOR))

LAST = 10


class EarlierImport(BaseModel):
    """One import that was made before."""

    id: UUID
    kind: ImportKind
    dry_run: bool
    made_at: datetime
    rejected: int
    status: ImportStatus


class ImportPage(BaseModel):
    """What the registry holds now, and the last imports, newest first."""

    districts: int
    offices: int
    csos: int
    programme: str | None
    earlier: list[EarlierImport]


@router.get("/network")
async def show_import(session: Session) -> ImportPage:
    reports = await session.scalars(select(ImportReport).order_by(ImportReport.id.desc()).limit(LAST))
    return ImportPage(
        districts=await session.scalar(select(func.count(District.id)).where(District.ended_on.is_(None))) or 0,
        offices=await session.scalar(select(func.count(Office.id))) or 0,
        csos=await session.scalar(select(func.count(CSO.id))) or 0,
        programme=await session.scalar(select(Programme.code)),
        earlier=[
            EarlierImport(
                id=report.id,
                kind=ImportKind(report.kind),
                dry_run=report.dry_run,
                made_at=report.made_at,
                status=ImportStatus(report.status),
                rejected=report.refused or len(report.rejected),
            )
            for report in reports
        ],
    )
