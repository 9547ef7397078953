"""Show a grant to coordinators: the agreement, what was paid, and the report."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantAwardState
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model.grants.grant import grant_of
from liaison_registry.model.grants.grant_award import GrantAward, GrantTransfer

router = web.router(for_the_network(Role.COORDINATOR))


class ShownTransfer(BaseModel):
    """Kopiykas on a day; one that was taken back counts no more."""

    id: UUID
    amount: int
    transferred_on: date
    taken_back_on: date | None
    taken_back_because: str | None


class GrantPage(BaseModel):
    """A grant; `left` is not paid yet."""

    award: GrantAwardState
    application_id: UUID
    agreement_number: str | None
    signed_on: date | None
    left: int
    days_overdue: int
    annulment_reason: str | None
    transfers: list[ShownTransfer]


@router.get("/grants/awards/{award_id}")
async def show_grant(session: Session, award_id: UUID, response: Response) -> GrantPage:
    award = await get(session, GrantAward, award_id)
    grant = await grant_of(session, award)
    ordered = select(GrantTransfer).where(GrantTransfer.award_id == award_id)
    transfers = await session.scalars(ordered.order_by(GrantTransfer.transferred_on, GrantTransfer.id))
    tell_version(response, award.version)
    return GrantPage(
        award=grant.state(),
        application_id=award.application_id,
        agreement_number=award.agreement_number,
        signed_on=award.signed_on,
        left=award.amount - grant.paid,
        annulment_reason=award.annulment_reason,
        days_overdue=award.days_overdue(clock.today()),
        transfers=[ShownTransfer.model_validate(one, from_attributes=True) for one in transfers],
    )
