"""Heed what people answered by SMS to a number whose SMS come over a session: STOP and START."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.consent.answers import heed
from liaison_notifications.sending import providers

log = structlog.get_logger()


@every(timedelta(seconds=1), at_end=True)
async def heed_answers(context: JobContext) -> bool:
    """They are acknowledged as they come: until they are heeded here, nobody else has them. So each has a transaction
    of its own, and where what was kept of somebody cannot be read, nobody else's answer is lost with theirs."""
    waiting = [each.answers for each in providers(context).sms.heard().values() if each.answers]
    for answers in waiting:
        while answers:
            try:
                async with context.transaction() as session:
                    await heed(session, answers[:1], context.settings.sealing_key_file, clock.now())
            except ValueError:
                log.exception("answer.unheeded", word=answers[0].word)
            del answers[0]
    return bool(waiting)
