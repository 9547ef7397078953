"""Record a lesson: a talk with OGP's coordinators or mentors, or experience that was studied elsewhere."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import LessonsChanged
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session

from liaison_registry.model.programme.lessons import Lesson, ShownLesson, WrittenLesson, tell_lessons
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/programme/lessons", status_code=201)
async def record_lesson(session: Session, written: WrittenLesson, response: Response) -> ShownLesson:
    programme = await programme_for_update(session)
    lesson = Lesson(id=new_id(), version=1, recorded_at=clock.now())
    lesson.write(written, programme, clock.today())
    session.add(lesson)
    await tell_lessons(session, programme)
    outbox.publish(session, LessonsChanged(occurred_on=lesson.learned_on, state=programme.state()))
    response.headers["Location"] = "/programme/lessons"
    tell_version(response, lesson.version)
    return lesson.shown()
