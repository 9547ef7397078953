"""Propose grants: a coordinator notes what each application would receive, before anything is decided."""

from typing import Any
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field, model_validator
from sqlalchemy import select

from liaison_registry.model.form_rows import with_rows
from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_decision import propose
from liaison_registry.model.programme.money import Kopiykas

router = web.router(for_the_network(Role.COORDINATOR))


class ProposedAward(BaseModel):
    """Kopiykas, or a text in hryvnias; left out: nothing."""

    application_id: UUID
    amount: Kopiykas = 0


class Proposal(BaseModel):
    """All of them at once: an application that is left out receives nothing."""

    awards: list[ProposedAward] = Field(max_length=1000)

    @model_validator(mode="before")
    @classmethod
    def _with_awards(cls, given: Any) -> Any:
        return with_rows(given, "awards", {"application_id": "applications", "amount": "amounts"})


@router.post("/grants/{call_id}/proposal", status_code=204)
async def propose_awards(
    session: Session, call_id: UUID, proposal: Proposal, expected: IfMatch, response: Response
) -> None:
    call = await get_for_update(session, GrantCall, call_id)
    expected.must_be(call)
    amounts = {one.application_id: one.amount for one in proposal.awards}
    judged = GrantApplication.status == ApplicationStatus.ELIGIBLE
    ours = list(await session.scalars(select(GrantApplication).where(GrantApplication.call_id == call_id, judged)))
    if amounts.keys() - {one.id for one in ours}:
        raise NotFound
    propose(call, ours, amounts)
    response.headers["Location"] = f"/grants/{call.slug}/ranking"
    tell_version(response, call.version)
