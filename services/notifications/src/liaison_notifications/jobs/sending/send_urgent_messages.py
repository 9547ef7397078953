"""Send what is urgent: beside all else and with room of its own, so that no run of thousands holds it up."""

from datetime import timedelta

from liaison_kit.jobs import JobContext, every

from liaison_notifications.dispatch import send_due
from liaison_notifications.model.sending.lanes import Lane


@every(timedelta(seconds=0.2))
async def send_urgent_messages(context: JobContext) -> bool:
    return await send_due(context, slowest=Lane.URGENT)
