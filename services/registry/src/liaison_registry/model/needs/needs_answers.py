"""What somebody answers to a study, and how it is written down: without the person, and without a time."""

from typing import Literal
from uuid import UUID

from liaison_contracts.registry import ConceptService
from liaison_kit.errors import FieldError, Refusal
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.needs.needs import Answer, NeedsCount, NeedsStudy, Submission
from liaison_registry.model.needs.questions import ANSWER_TEXTS, checked_answers
from liaison_registry.model.territory.district import UnknownDistrict


class ServicesUnknown(Refusal):
    """Choose services among the answers that the study offered."""

    field = "services"


class AnswersGiven(BaseModel):
    """About oneself, and one field for each question, named by its key: a choice, a list of choices, or text."""

    model_config = ConfigDict(extra="allow")

    district_id: UUID
    sex: Literal["female", "male", "unsaid"] = "unsaid"
    age_group: Literal["0-17", "18-34", "35-59", "60+", "unsaid"] = "unsaid"
    code: str = Field("", max_length=40)


async def store_answers(
    session: AsyncSession, study: NeedsStudy, given: AnswersGiven, submission_id: UUID, paper_number: int | None
) -> None:
    """Checks what was given and adds it; AnswersIncomplete names each question that is wrong."""
    if str(given.district_id) not in study.district_ids:
        raise UnknownDistrict(errors=[FieldError("district_id", ANSWER_TEXTS["unknown"])])
    rows = checked_answers(study.asked(), given.model_extra or {})
    about = given.model_dump(include={"district_id", "sex", "age_group"})
    session.add(Submission(id=submission_id, study_id=study.id, paper_number=paper_number, **about))
    await session.flush()
    session.add_all(
        Answer(submission_id=submission_id, question=question, choice=choice, said=said)
        for question, choice, said in [("", "*", None), *rows]
    )
    await session.flush()


def concept_of(study: NeedsStudy, services: list[str]) -> list[dict[str, object]]:
    """From “q1 c2 <district>” to a service in words; ServicesUnknown for what the study did not offer."""
    words = {(one.key, choice.key): choice for one in study.asked() for choice in one.choices}
    found = []
    for service in dict.fromkeys(services):
        question, choice, district = [*service.split(" "), "", ""][:3]
        if (question, choice) not in words or district not in study.district_ids:
            raise ServicesUnknown
        chosen = words[question, choice]
        one = ConceptService(district_id=UUID(district), name=chosen.text, name_en=chosen.text_en)
        found.append(one.model_dump(mode="json"))
    return found


async def sums_of(session: AsyncSession, study_id: UUID) -> dict[tuple[str, str, str], int]:
    """How many, by question, choice and district: added up where they lie, so that analysing stays quick."""
    by = (NeedsCount.question, NeedsCount.choice, NeedsCount.district_id)
    query = select(*by, func.sum(NeedsCount.people)).where(NeedsCount.study_id == study_id).group_by(*by)
    return {(question, choice, str(district)): n for question, choice, district, n in await session.execute(query)}
