"""Show a study's analysis as it runs: needs ranked per district, and how far the answers stand for who lives there."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select, text

from liaison_registry.model import NeedsCount, NeedsStudy, representativeness, results_of, sums_of
from liaison_registry.model.needs.needs_ranking import QuestionRanking, ranking_of
from liaison_registry.model.needs.survey_form import form_of
from liaison_registry.model.territory.district_choice import DistrictNamed

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))
POPULATION = text("""
    select district_id, sex, age_group, people from population p
    where year = (select max(year) from population q where q.district_id = p.district_id)
""")


class Standing(BaseModel):
    """`score`: the R-score by sex and age, 0 to 1; None: no population is known, or too few answered."""

    district: DistrictNamed
    answered: int | None
    score: float | None


class Analysis(BaseModel):
    """As results will be published: small numbers are hidden here, too."""

    study: NeedsStudyState
    status: str
    districts: list[DistrictNamed]
    questions: list[QuestionRanking]
    standings: list[Standing]


@router.get("/surveys/studies/{study_id}/analysis")
async def show_analysis(session: Session, study_id: UUID) -> Analysis:
    study = await session.get(NeedsStudy, study_id)
    if study is None:
        raise NotFound
    groups = select(NeedsCount.district_id, NeedsCount.sex, NeedsCount.age_group, NeedsCount.people)
    taking_part = groups.where(NeedsCount.study_id == study_id, NeedsCount.question == "")
    districts = (await form_of(session, study)).districts
    population: dict[UUID, dict[str, int]] = {}
    for one in await session.execute(POPULATION):
        population.setdefault(one.district_id, {})[f"{one.sex} {one.age_group}"] = one.people
    answered: dict[UUID, dict[str, int]] = {}
    for district_id, sex, age_group, people in await session.execute(taking_part):
        answered.setdefault(district_id, {})[f"{sex} {age_group}"] = people
    return Analysis(
        study=study.state(),
        status=study.status,
        districts=districts,
        questions=[ranking_of(one) for one in results_of(study, await sums_of(session, study_id)) if one.choices],
        standings=[_standing(one, answered.get(one.id, {}), population.get(one.id, {})) for one in districts],
    )


def _standing(district: DistrictNamed, answered: dict[str, int], population: dict[str, int]) -> Standing:
    total = sum(answered.values())
    if total < 5:
        return Standing(district=district, answered=None, score=None)
    return Standing(district=district, answered=total, score=representativeness(answered, population))
