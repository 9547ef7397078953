"""Correct a lesson: what was learnt is told otherwise than before."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import LessonsChanged
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session

from liaison_registry.model.programme.lessons import Lesson, ShownLesson, WrittenLesson, tell_lessons
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/programme/lessons/{lesson_id}")
async def correct_lesson(
    session: Session, lesson_id: UUID, written: WrittenLesson, expected: IfMatch, response: Response
) -> ShownLesson:
    programme = await programme_for_update(session)
    lesson = await get_for_update(session, Lesson, lesson_id)
    expected.must_be(lesson)
    if lesson.write(written, programme, clock.today()):
        lesson.changed()
        await tell_lessons(session, programme)
        outbox.publish(session, LessonsChanged(occurred_on=clock.today(), state=programme.state()))
    response.headers["Location"] = "/programme/lessons"
    tell_version(response, lesson.version)
    return lesson.shown()
