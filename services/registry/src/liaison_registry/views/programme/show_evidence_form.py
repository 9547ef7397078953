"""Show coordinators a milestone's files: those it has, and the form for one more."""

from liaison_contracts.identity import Role
from liaison_contracts.registry import Milestone
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Programme
from liaison_registry.model.programme.evidence import MOST_FILES

router = web.router(for_the_network(Role.COORDINATOR))


class EvidenceForm(BaseModel):
    """`most`: how many files a milestone may have."""

    milestone: Milestone
    most: int


@router.get("/programme/milestones/{number}/evidence")
async def show_evidence_form(session: Session, number: int) -> EvidenceForm:
    programme = await session.scalar(select(Programme))
    if programme is None:
        raise NotFound
    return EvidenceForm(milestone=Milestone.model_validate(programme.milestone(number)), most=MOST_FILES)
