"""Draft a study: what residents of which districts will be asked about, and from when to when."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyState
from liaison_kit import web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import Field
from sqlalchemy.dialects.postgresql import insert

from liaison_registry.model import NeedsStudy, SlugTaken
from liaison_registry.model.needs.written_study import WrittenStudy

router = web.router(for_the_network(Role.COORDINATOR, Role.ANALYST))


class StudyDraft(WrittenStudy):
    """`slug`: where it will be found; it stays."""

    slug: str = Field(pattern="^[a-z0-9-]{1,60}$")


@router.post("/surveys", status_code=201)
async def draft_study(session: Session, draft: StudyDraft, response: Response) -> NeedsStudyState:
    columns = draft.model_dump() | {"district_ids": await draft.checked_districts(session)}
    new = insert(NeedsStudy).values(id=new_id(), version=1, status="draft", questions=[], **columns)
    study: NeedsStudy | None = await session.scalar(
        new.on_conflict_do_nothing(constraint="uq_needs_study_slug").returning(NeedsStudy)
    )
    if study is None:
        raise SlugTaken
    response.headers["Location"] = f"/surveys/studies/{study.id}"
    return study.state()
