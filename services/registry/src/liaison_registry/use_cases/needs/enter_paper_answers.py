"""Enter a paper form's answers: its number makes it once, and a second time corrects it, until the study closes."""

from uuid import UUID, uuid4

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import delete, select

from liaison_registry.model import Answer, AnswersGiven, NeedsStudy, NotOpen, Submission, store_answers

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class PaperAnswers(AnswersGiven):
    """A filled-in form, with the number printed or written on it."""

    paper_number: int = Field(ge=1, le=1_000_000)


class PaperEntered(BaseModel):
    """`corrected`: the form had been entered before."""

    paper_number: int
    corrected: bool


@router.post("/surveys/studies/{study_id}/paper-answers")
async def enter_paper_answers(session: Session, study_id: UUID, paper: PaperAnswers) -> PaperEntered:
    # Locked: the same form typed in twice at once becomes one.
    study = await get_for_update(session, NeedsStudy, study_id)
    if study.status != "open":
        raise NotOpen
    same = (Submission.study_id == study_id) & (Submission.paper_number == paper.paper_number)
    before: UUID | None = await session.scalar(select(Submission.id).where(same))
    if before:
        await session.execute(delete(Answer).where(Answer.submission_id == before))
        await session.execute(delete(Submission).where(Submission.id == before))
    await store_answers(session, study, paper, uuid4(), paper.paper_number)
    return PaperEntered(paper_number=paper.paper_number, corrected=before is not None)
