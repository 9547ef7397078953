"""List the risks of the commitment for staff, the gravest first."""

from enum import StrEnum
from typing import Annotated

from fastapi import Query
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import STAFF
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model.programme.risks import Risk, ShownRisk

router = web.router(STAFF)
MOST = 200


class RiskStatus(StrEnum):
    """Whether a risk still has to be watched."""

    OPEN = "open"
    CLOSED = "closed"


class RisksPage(BaseModel):
    """Open ones, or those that were closed, the newest first."""

    status: RiskStatus
    risks: list[ShownRisk]


@router.get("/programme/risks")
async def list_risks(session: Session, status: Annotated[RiskStatus | None, LeftEmpty, Query()] = None) -> RisksPage:
    wanted = status or RiskStatus.OPEN
    if wanted == RiskStatus.OPEN:
        score = (Risk.probability * Risk.impact).desc()
        rows = select(Risk).where(Risk.closed_on.is_(None)).order_by(score, Risk.review_by, Risk.id)
    else:
        rows = select(Risk).where(Risk.closed_on.is_not(None)).order_by(Risk.closed_on.desc(), Risk.id)
    risks = [risk.shown(clock.today()) for risk in await session.scalars(rows.limit(MOST))]
    return RisksPage(status=wanted, risks=risks)
