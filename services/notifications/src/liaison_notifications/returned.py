"""Mails that come back, by whichever way: bounces, and reports of feedback loops; whatever else is forgotten."""

import structlog
from liaison_kit import clock
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.sending.bounces import keep_bounce
from liaison_notifications.model.sending.complaints import keep_complaint
from liaison_notifications.providers import bounces, complaints
from liaison_notifications.providers.verp import Verp
from liaison_notifications.settings import NotificationsSettings

log = structlog.get_logger()


async def take_in(session: AsyncSession, mail: bytes, verp: Verp, settings: NotificationsSettings) -> None:
    """Keeps what it says. Of the mail itself nothing is kept."""
    key_file, now = settings.sealing_key_file, clock.now()
    complaint = complaints.read(mail, verp)
    if complaint:
        await keep_complaint(session, complaint, key_file, now)
        log.info("complaint.kept", delivery_id=str(complaint))
        return
    bounce = bounces.read(mail, verp)
    if bounce is None:
        log.info("bounce.foreign")
        return
    await keep_bounce(session, bounce.delivery, bounce.said, now, hard=bounce.hard, key_file=key_file)
    log.info(
        "bounce.kept", delivery_id=str(bounce.delivery), says=bounce.said.says, code=bounce.said.code, hard=bounce.hard
    )
