"""Send what is due: each message is claimed first, so that whatever happens to this process, none goes out twice."""

from datetime import timedelta

from liaison_kit.jobs import JobContext, every

from liaison_notifications.dispatch import send_due
from liaison_notifications.model.sending.lanes import Lane


@every(timedelta(seconds=0.2))
async def send_messages(context: JobContext) -> bool:
    return await send_due(context, slowest=Lane.BULK)
