"""Show a risk to staff, with its history; coordinators change, close and reopen it here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import STAFF
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import Staff
from liaison_registry.model.programme.risks import OWNERS, Risk, RiskChange, ShownRisk

router = web.router(STAFF)


class RiskStep(BaseModel):
    """One step of the history; `by` is the name of the account."""

    version: int
    made_at: datetime
    by: str | None
    changes: dict[str, Any] = Field(description="By field: before and now. Empty: it was added.")


class RiskPage(BaseModel):
    """The risk, and its history, newest first."""

    risk: ShownRisk
    history: list[RiskStep]
    owners: tuple[Role, ...] = OWNERS


@router.get("/programme/risks/{risk_id}")
async def show_risk(session: Session, risk_id: UUID, response: Response) -> RiskPage:
    risk = await get(session, Risk, risk_id)
    of_it = select(RiskChange, Staff.name).outerjoin(Staff, Staff.id == RiskChange.account_id)
    steps = await session.execute(of_it.where(RiskChange.risk_id == risk_id).order_by(RiskChange.version.desc()))
    tell_version(response, risk.version)
    return RiskPage(
        risk=risk.shown(clock.today()),
        history=[
            RiskStep(version=step.version, made_at=step.made_at, by=name, changes=step.changes) for step, name in steps
        ],
    )
