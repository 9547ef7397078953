"""List the surveys: open ones to answer, published ones to read; for whoever builds them, all."""

from typing import Annotated, Any

from fastapi import Depends, Request
from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, account_of
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import NeedsStudy
from liaison_registry.model.territory.district_choice import DistrictNamed, districts_to_choose

router = web.router(ANYBODY)


class StudyInList(BaseModel):
    """A study and where it stands."""

    study: NeedsStudyState
    status: str


class Surveys(BaseModel):
    """`studies`, and `districts` to draft one for: for coordinators and analysts of the network only."""

    open: list[NeedsStudyState]
    published: list[NeedsStudyState]
    studies: list[StudyInList]
    districts: list[DistrictNamed]


def _builds(request: Request) -> bool:
    account = account_of(request)
    return account is not None and account.whole_network and account.has(Role.COORDINATOR, Role.ANALYST)


@router.get("/surveys")
async def list_surveys(session: Session, builds: Annotated[Any, Depends(_builds)]) -> Surveys:
    studies = (await session.scalars(select(NeedsStudy).order_by(NeedsStudy.opens_on.desc(), NeedsStudy.slug))).all()
    return Surveys(
        open=[one.state() for one in studies if one.takes_answers(clock.today())],
        published=[one.state() for one in studies if one.status == "published"],
        studies=[StudyInList(study=one.state(), status=one.status) for one in studies] if builds else [],
        districts=await districts_to_choose(session) if builds else [],
    )
