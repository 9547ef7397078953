"""Put up a notice at an office: residents read it on the office's page and in the list, until its time.

No fact: it ends by itself, and nobody could tell subscribers so.
"""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model import Office
from liaison_registry.model.offices.notice import Notice, ShownNotice, WrittenNotice, last_notice_of

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/offices/{office_id}/notice", status_code=201)
async def put_up_notice(
    session: Session, worker: Worker, office_id: UUID, written: WrittenNotice, expected: IfMatch, response: Response
) -> ShownNotice:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    office.must_receive_people()
    notice = await last_notice_of(session, office_id)
    if notice is None:
        notice = Notice.first(office_id, written, clock.now())
        session.add(notice)
    else:
        expected.must_be(notice)
        notice.replace(written, clock.now())
    response.headers["Location"] = f"/offices/{office.slug}"
    tell_version(response, notice.version)
    return notice.shown()
