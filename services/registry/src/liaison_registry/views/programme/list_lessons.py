"""List what was learnt from OGP's coordinators and mentors, and from others' experience; for everybody."""

from typing import Annotated

from fastapi import Query, Request
from liaison_contracts.identity import Role
from liaison_contracts.registry import LessonKind, Milestone
from liaison_kit import web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, account_of
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, func, select

from liaison_registry.model import Programme
from liaison_registry.model.programme.lessons import Lesson, ShownLesson

router = web.router(ANYBODY)
ON_A_PAGE = 50


class LessonsPage(BaseModel):
    """Newest first. `withdrawn` is for coordinators; to others it is empty."""

    adopted: bool
    kind: LessonKind | None
    milestone: int | None
    milestones: list[Milestone]
    found: int
    page: int
    pages: int
    lessons: list[ShownLesson] = Field(max_length=ON_A_PAGE)
    withdrawn: list[ShownLesson]


@router.get("/programme/lessons")
async def list_lessons(
    session: Session,
    request: Request,
    kind: Annotated[LessonKind | None, LeftEmpty, Query()] = None,
    milestone: Annotated[int | None, LeftEmpty, Query(ge=1, le=1000)] = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> LessonsPage:
    programme = await session.scalar(select(Programme))
    where: list[ColumnElement[bool]] = [Lesson.withdrawn_on.is_(None)]
    where += [Lesson.kind == kind] if kind else []
    where += [Lesson.milestone == milestone] if milestone else []
    found = await session.scalar(select(func.count()).select_from(Lesson).where(*where)) or 0
    newest = select(Lesson).order_by(Lesson.learned_on.desc(), Lesson.id.desc())
    lessons = await session.scalars(newest.where(*where).limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE))
    account = account_of(request)
    keeps = account and account.has(Role.COORDINATOR) and account.whole_network
    gone = newest.where(Lesson.withdrawn_on.is_not(None)).limit(ON_A_PAGE)
    return LessonsPage(
        adopted=programme is not None,
        kind=kind,
        milestone=milestone,
        milestones=sorted(programme.state().milestones, key=lambda one: one.number) if programme else [],
        found=found,
        page=page,
        pages=max(1, -(-found // ON_A_PAGE)),
        lessons=[one.shown() for one in lessons],
        withdrawn=[one.shown() for one in await session.scalars(gone)] if keeps else [],
    )
