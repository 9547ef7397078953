"""Close a study: no answers come in any more, and what was typed in stays."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model import NeedsStudy

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


@router.post("/surveys/studies/{study_id}/closing")
async def close_study(session: Session, study_id: UUID, response: Response) -> NeedsStudyState:
    study = await get_for_update(session, NeedsStudy, study_id)
    study.step_to("closed")
    response.headers["Location"] = f"/surveys/studies/{study_id}"
    return study.state()
