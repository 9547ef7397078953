"""Heed what people answered by SMS to a number whose SMS come over a session: STOP and START."""

from datetime import timedelta

from liaison_kit import clock
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.consent.answers import heed
from liaison_notifications.sending import providers

AT_ONCE = 200


@every(timedelta(seconds=1))
async def heed_answers(context: JobContext) -> bool:
    """They are acknowledged as they come: until they are heeded here, nobody else has them."""
    waiting = [each.answers for each in providers(context).sms.heard().values() if each.answers]
    for answers in waiting:
        first = answers[:AT_ONCE]
        async with context.transaction() as session:
            await heed(session, first, context.settings.sealing_key_file, clock.now())
        del answers[: len(first)]
    return bool(waiting)
