"""Show a study's form as residents will see it, before anybody can answer."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.survey_form import SurveyForm, form_of

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


@router.get("/surveys/studies/{study_id}/preview")
async def show_preview(session: Session, study_id: UUID) -> SurveyForm:
    return await form_of(session, await session.get(NeedsStudy, study_id))
