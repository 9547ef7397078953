"""A grant with all that it belongs to: its call, its application, the organisation, and what was paid."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from liaison_contracts.registry import GrantAwardState
from liaison_kit.database import get, get_for_update
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.csos.cso import CSO
from liaison_registry.model.grants.grant_application import GrantApplication
from liaison_registry.model.grants.grant_award import GrantAward, GrantTransfer
from liaison_registry.model.grants.grant_call import GrantCall


@dataclass
class Grant:
    """`paid`: kopiykas so far."""

    award: GrantAward
    call: GrantCall
    application: GrantApplication
    cso: CSO
    paid: int

    @property
    def decided_on(self) -> date:
        return self.call.decided_on or date.max

    def pay(self, amount: int, on: date, today: date, backdating_reason: str | None) -> GrantTransfer:
        """Money was transferred; see GrantAward.pay."""
        transfer = self.award.pay(amount, on, self.paid, today, backdating_reason)
        self.paid += amount
        return transfer

    def take_back(self, transfer: GrantTransfer, reason: str, today: date) -> None:
        """A transfer was recorded by mistake; see GrantAward.take_back."""
        self.award.take_back(transfer, reason, today)
        self.paid -= transfer.amount

    def state(self) -> GrantAwardState:
        return self.award.state(self.call, self.application, self.cso, self.paid)


async def grant_of(session: AsyncSession, award: GrantAward) -> Grant:
    """All of it, as it is now; lock the award first to change it."""
    application = await get(session, GrantApplication, award.application_id)
    paid = select(func.coalesce(func.sum(GrantTransfer.amount), 0)).where(
        GrantTransfer.award_id == award.id, GrantTransfer.taken_back_on.is_(None)
    )
    return Grant(
        award=award,
        call=await get(session, GrantCall, award.call_id),
        application=application,
        cso=await get(session, CSO, application.cso_id),
        # PostgreSQL's sum of bigint is numeric.
        paid=int(await session.scalar(paid) or 0),
    )


async def grant_for_update(session: AsyncSession, award_id: UUID) -> Grant:
    """NotFound if there is no such grant."""
    return await grant_of(session, await get_for_update(session, GrantAward, award_id))


async def grants_of(session: AsyncSession, call: GrantCall) -> list[Grant]:
    """Every grant of a call, the largest first."""
    paid = select(func.coalesce(func.sum(GrantTransfer.amount), 0)).where(
        GrantTransfer.award_id == GrantAward.id, GrantTransfer.taken_back_on.is_(None)
    )
    query = (
        select(GrantAward, GrantApplication, CSO, paid.scalar_subquery())
        .join(GrantApplication, GrantApplication.id == GrantAward.application_id)
        .join(CSO, CSO.id == GrantApplication.cso_id)
        .where(GrantAward.call_id == call.id)
        .order_by(GrantAward.amount.desc(), CSO.name, GrantAward.id)
    )
    return [
        Grant(award=award, call=call, application=application, cso=cso, paid=int(transferred))
        for award, application, cso, transferred in await session.execute(query)
    ]
