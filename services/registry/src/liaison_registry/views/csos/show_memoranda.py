"""Show what a CSO has agreed: its memoranda with the City Council, and when it belonged to the network."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOState
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CSO, Memorandum, NetworkMembership
from liaison_registry.model.csos.memorandum import ENDS_SOON

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Renewal(BaseModel):
    """When it was prolonged, and until when it would have held."""

    renewed_on: date
    valid_until_before: date


class MemorandumShown(BaseModel):
    """`ended_on`: the first day on which it holds no more."""

    id: UUID
    number: str
    signed_on: date
    valid_until: date | None
    document: str | None
    renewals: list[Renewal]
    ended_on: date | None
    expired: bool


class MembershipShown(BaseModel):
    """`left_on`: the first day on which it belongs to the network no more."""

    joined_on: date
    left_on: date | None


class Memoranda(BaseModel):
    """The newest first. `ends_soon`: the one in force is over within 60 days. `may_keep`: who asks may change it."""

    cso: CSOState
    ends_soon: bool
    may_keep: bool
    memoranda: list[MemorandumShown]
    memberships: list[MembershipShown]


@router.get("/cso/{edrpou}/memoranda")
async def show_memoranda(
    session: Session, worker: Worker, edrpou: Annotated[str, Path(pattern="^[0-9]{8}$")]
) -> Memoranda:
    cso = await session.scalar(select(CSO).where(CSO.edrpou == edrpou))
    if cso is None:
        raise NotFound
    theirs = select(Memorandum).where(Memorandum.cso_id == cso.id).order_by(Memorandum.signed_on.desc())
    memoranda = await session.scalars(theirs)
    joined = select(NetworkMembership).where(NetworkMembership.cso_id == cso.id)
    memberships = await session.scalars(joined.order_by(NetworkMembership.joined_on.desc()))
    until = cso.memorandum_valid_until
    return Memoranda(
        cso=cso.state(),
        ends_soon=until is not None and until <= clock.today() + ENDS_SOON,
        may_keep=cso.may_be_kept_by(worker),
        memoranda=[MemorandumShown.model_validate(one, from_attributes=True) for one in memoranda],
        memberships=[MembershipShown.model_validate(one, from_attributes=True) for one in memberships],
    )
