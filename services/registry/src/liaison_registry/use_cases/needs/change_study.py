"""Change a study's draft: its title and introduction, its districts, its days, and who may answer."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session

from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.written_study import WrittenStudy

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


@router.post("/surveys/studies/{study_id}/change")
async def change_study(
    session: Session, study_id: UUID, written: WrittenStudy, expected: IfMatch, response: Response
) -> NeedsStudyState:
    study = await get_for_update(session, NeedsStudy, study_id)
    expected.must_be(study)
    study.rewrite(written.model_dump() | {"district_ids": await written.checked_districts(session)})
    response.headers["Location"] = f"/surveys/studies/{study_id}"
    return study.state()
