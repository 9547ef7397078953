"""Show what a split of a district would move, and the form that says where to."""

from typing import Annotated

from fastapi import Path, Query, Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session

from liaison_registry.model.territory.shown_territory import KATOTTG, Belonging, belonging, district_at

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class SplitForm(Belonging):
    """What belongs to the district; `parts`: how many new districts the form has place for."""

    parts: int


@router.get("/districts/{code}/split")
async def show_split_form(
    session: Session,
    response: Response,
    code: Annotated[str, Path(pattern=KATOTTG)],
    parts: Annotated[int, Query(ge=2, le=10)] = 2,
) -> SplitForm:
    district = await district_at(session, code)
    tell_version(response, district.version)
    return SplitForm(**(await belonging(session, district)).model_dump(), parts=parts)
