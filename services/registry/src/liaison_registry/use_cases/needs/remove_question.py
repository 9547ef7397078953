"""Remove a question from a study's draft, and the conditions that asked for it."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model import NeedsStudy

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


@router.post("/surveys/studies/{study_id}/questions/{question}/removal")
async def remove_question(
    session: Session, study_id: UUID, question: Annotated[str, Path(pattern="^q[0-9]{1,4}$")]
) -> NeedsStudyState:
    study = await get_for_update(session, NeedsStudy, study_id)
    study.ask(study.without(question))
    return study.state()
