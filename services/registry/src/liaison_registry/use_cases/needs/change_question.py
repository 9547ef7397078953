"""Change a question of a study's draft: its words, its choices, of whom it is asked."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.written_study import WrittenQuestion

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


@router.post("/surveys/studies/{study_id}/questions/{question}/change")
async def change_question(
    session: Session,
    study_id: UUID,
    question: Annotated[str, Path(pattern="^q[0-9]{1,4}$")],
    written: WrittenQuestion,
    expected: IfMatch,
    response: Response,
) -> NeedsStudyState:
    study = await get_for_update(session, NeedsStudy, study_id)
    expected.must_be(study)
    before, known = study.up_to(question)
    study.ask(study.rewritten(written.question(question, before, known)))
    response.headers["Location"] = f"/surveys/studies/{study_id}#{question}"
    return study.state()
