"""Adopt the concept: which services the offices of each district will have, as a public document says."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import ConceptAdopted, NeedsStudyState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import NeedsStudy, concept_of

router = web.router(for_the_network(Role.COORDINATOR))


class Concept(BaseModel):
    """`services`: of each district, as “q1 c2 <district's id>”: answers that the study offered."""

    services: list[str] = Field(min_length=1, max_length=200)
    document: str = Field(pattern=r"^https://[!-~]{3,500}$")
    adopted_on: date


@router.post("/surveys/studies/{study_id}/concept")
async def adopt_concept(
    session: Session, study_id: UUID, concept: Concept, expected: IfMatch, response: Response
) -> NeedsStudyState:
    study = await get_for_update(session, NeedsStudy, study_id)
    expected.must_be(study)
    study.adopt(concept_of(study, concept.services), concept.document, concept.adopted_on, clock.today())
    outbox.publish(session, ConceptAdopted(occurred_on=concept.adopted_on, state=study.state()))
    response.headers["Location"] = f"/surveys/{study.slug}/results"
    tell_version(response, study.version)
    return study.state()
