"""Plan a budget: so much money for one kind of spending at one office; again, and it is planned anew."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import BudgetKind, FundingChanged, ProgrammeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get, new_id
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.programme.funding import BudgetLine, funding_of
from liaison_registry.model.programme.money import Kopiykas
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))


class Line(BaseModel):
    """`planned`: kopiykas, or a text in hryvnias."""

    office_id: UUID
    kind: BudgetKind
    planned: Kopiykas


@router.post("/programme/budget-lines")
async def plan_budget(session: Session, line: Line, expected: IfMatch, response: Response) -> ProgrammeState:
    programme = await programme_for_update(session)
    expected.must_be(programme)
    office = await get(session, Office, line.office_id)
    mine = select(BudgetLine).where(BudgetLine.office_id == office.id, BudgetLine.kind == line.kind)
    known = await session.scalar(mine.with_for_update())
    if known is None:
        session.add(BudgetLine(id=new_id(), version=1, office_id=office.id, kind=line.kind, planned=line.planned))
    else:
        known.plan(line.planned)
    programme.fund(await funding_of(session))
    outbox.publish(session, FundingChanged(occurred_on=clock.today(), state=programme.state()))
    response.headers["Location"] = "/programme/money/edit"
    tell_version(response, programme.version)
    return programme.state()
