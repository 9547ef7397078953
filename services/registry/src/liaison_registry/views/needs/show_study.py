"""Show a study to whoever builds it: its questions as residents will see them, and what comes next."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.survey_form import SurveyForm, form_of

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


@router.get("/surveys/studies/{study_id}")
async def show_study(session: Session, study_id: UUID) -> SurveyForm:
    return await form_of(session, await session.get(NeedsStudy, study_id))
