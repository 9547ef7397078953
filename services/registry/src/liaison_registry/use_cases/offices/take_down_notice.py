"""Take down an office's notice before its time: it no longer holds."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session, Worker

from liaison_registry.model import Office
from liaison_registry.model.offices.notice import NoNoticeUp, last_notice_of

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/offices/{office_id}/notice/removal", status_code=204)
async def take_down_notice(session: Session, worker: Worker, office_id: UUID, expected: IfMatch) -> None:
    await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    notice = await last_notice_of(session, office_id)
    if notice is None:
        raise NoNoticeUp
    expected.must_be(notice)
    notice.take_down(clock.now())
