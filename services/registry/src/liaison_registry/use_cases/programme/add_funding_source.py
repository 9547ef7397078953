"""Add a funding source: somebody who may pay for the commitment."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import FundingChanged, ProgrammeState, SourceKind
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import OneLine
from liaison_registry.model.programme.funding import FundingSource, funding_of
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))


class Source(BaseModel):
    """Its name in both languages, since residents read it."""

    name: OneLine = Field(min_length=1, max_length=200)
    name_en: OneLine = Field(min_length=1, max_length=200)
    kind: SourceKind


@router.post("/programme/funding-sources", status_code=201)
async def add_funding_source(session: Session, source: Source, response: Response) -> ProgrammeState:
    programme = await programme_for_update(session)
    session.add(FundingSource(id=new_id(), name=source.name, name_en=source.name_en, kind=source.kind))
    programme.fund(await funding_of(session))
    outbox.publish(session, FundingChanged(occurred_on=clock.today(), state=programme.state()))
    response.headers["Location"] = "/programme/money/edit"
    return programme.state()
