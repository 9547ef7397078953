"""Show the figures of messages: how soon they are with a provider, today and on the days before."""

from typing import Literal

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_notifications.model.sending.figures import GOAL, ByChannel, DayOfMessages, channels_today, days_of_messages

router = web.router(only(Role.WORKER, Role.COORDINATOR, Role.ADMINISTRATOR))


class MessageFigures(BaseModel):
    """`goal`: per cent of messages that are to be with a provider within 10 seconds. Newest day first; Kyiv time."""

    goal: Literal[99]
    today: DayOfMessages | None
    channels: list[ByChannel]
    days: list[DayOfMessages]


@router.get("/messages/figures")
async def show_message_figures(session: Session) -> MessageFigures:
    now = clock.now()
    days = await days_of_messages(session, now)
    today = next((one for one in days if one.day == clock.today()), None)
    return MessageFigures(goal=GOAL, today=today, channels=await channels_today(session, now), days=days)
