"""Tell two CSOs apart: their names are alike, and somebody has made sure that they are not one."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from liaison_registry.model import CSO, CSOsApart
from liaison_registry.model.csos.cso import MergedIntoItself, checked_gone

router = web.router(for_the_network(Role.COORDINATOR))


class Other(BaseModel):
    """The EDRPOU code of the other."""

    gone: str = Field(min_length=1, max_length=20)


@router.post("/cso/{edrpou}/difference", status_code=204)
async def tell_csos_apart(session: Session, edrpou: str, other: Other, response: Response) -> None:
    codes = {edrpou, checked_gone(other.gone)}
    if len(codes) == 1:
        raise MergedIntoItself
    ids = sorted(await session.scalars(select(CSO.id).where(CSO.edrpou.in_(codes))))
    if len(ids) != 2:
        raise NotFound
    await session.execute(insert(CSOsApart).values(one_id=ids[0], other_id=ids[1]).on_conflict_do_nothing())
    response.headers["Location"] = "/cso/duplicates"
