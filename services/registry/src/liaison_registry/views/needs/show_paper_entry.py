"""Show the form in which a paper form's answers are typed in."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.survey_form import SurveyForm, form_of

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.get("/surveys/studies/{study_id}/paper-answers")
async def show_paper_entry(session: Session, study_id: UUID) -> SurveyForm:
    return await form_of(session, await session.get(NeedsStudy, study_id))
