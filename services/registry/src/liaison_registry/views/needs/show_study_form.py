"""Show the form in which a study's draft is changed: title, introduction, districts, days, and who may answer."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.survey_form import SurveyForm, form_of
from liaison_registry.model.territory.district_choice import DistrictNamed, districts_to_choose

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


class StudyForm(BaseModel):
    """`districts`: all that may be chosen."""

    study: SurveyForm
    opens_on: date
    closes_on: date
    districts: list[DistrictNamed]


@router.get("/surveys/studies/{study_id}/details")
async def show_study_form(session: Session, study_id: UUID, response: Response) -> StudyForm:
    study = await get(session, NeedsStudy, study_id)
    tell_version(response, study.version)
    form, days = await form_of(session, study), {"opens_on": study.opens_on, "closes_on": study.closes_on}
    return StudyForm(study=form, **days, districts=await districts_to_choose(session))
