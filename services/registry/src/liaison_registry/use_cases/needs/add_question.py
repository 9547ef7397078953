"""Add a question to a study's draft, at its end."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.written_study import WrittenQuestion

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


@router.post("/surveys/studies/{study_id}/questions")
async def add_question(session: Session, study_id: UUID, new: WrittenQuestion) -> NeedsStudyState:
    study = await get_for_update(session, NeedsStudy, study_id)
    asked = study.asked()
    number = 1 + max((int(one.key[1:]) for one in asked), default=0)
    study.ask([*asked, new.question(f"q{number}", asked)])
    return study.state()
