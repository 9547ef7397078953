"""Show the form for a lesson: an empty one, or what it says now, to be corrected or withdrawn."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import LessonKind, Milestone
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Programme
from liaison_registry.model.programme.lessons import Lesson, ShownLesson

router = web.router(for_the_network(Role.COORDINATOR))


class LessonForm(BaseModel):
    """`lesson`: none for a new one. `adopted`: there is a programme that it can serve."""

    adopted: bool
    lesson: ShownLesson | None
    milestones: list[Milestone]
    kinds: list[LessonKind] = list(LessonKind)


@router.get("/programme/lessons/new")
@router.get("/programme/lessons/{lesson_id}/change")
async def show_lesson_form(session: Session, response: Response, lesson_id: UUID | None = None) -> LessonForm:
    programme = await session.scalar(select(Programme))
    milestones = sorted(programme.state().milestones, key=lambda one: one.number) if programme else []
    if lesson_id is None:
        return LessonForm(adopted=programme is not None, lesson=None, milestones=milestones)
    lesson = await get(session, Lesson, lesson_id)
    tell_version(response, lesson.version)
    return LessonForm(adopted=True, lesson=lesson.shown(), milestones=milestones)
