"""Lanes: what cannot wait overtakes what can, and what goes to thousands waits for both."""

from datetime import datetime, timedelta
from enum import IntEnum

from liaison_kit.clock import KYIV

from liaison_notifications.model.sending.delivery import Purpose

AT_ONCE = frozenset({Purpose.INVITATION, Purpose.RESET, Purpose.OPT_IN, Purpose.TRIAL})
"""Somebody sits before a screen and waits for it."""
WITHOUT_HURRY = frozenset({Purpose.THANKS, Purpose.NEWS, Purpose.DIGEST, Purpose.BULLETIN})
URGENT_ON_THE_DAY = frozenset({Purpose.CANCELLATION, Purpose.CHANGE})
THE_NIGHT_BEFORE = timedelta(hours=12)


class Lane(IntEnum):
    """In which order messages leave; smaller is sooner."""

    URGENT = 0
    NORMAL = 1
    BULK = 2


def lane_of(purpose: Purpose, starts_at: datetime | None, now: datetime, known: datetime | None = None) -> Lane:
    """`starts_at`: of the event that it is about; on its day people may be on their way already, or leave at dawn.

    `known`: when they believe that it starts, where that is another time.
    """
    if purpose in AT_ONCE:
        return Lane.URGENT
    if purpose in WITHOUT_HURRY:
        return Lane.BULK
    near = any(_is_near(start, now) for start in (starts_at, known) if start)
    return Lane.URGENT if near and purpose in URGENT_ON_THE_DAY else Lane.NORMAL


def _is_near(starts_at: datetime, now: datetime) -> bool:
    today = starts_at.astimezone(KYIV).date() == now.astimezone(KYIV).date()
    return today or now <= starts_at < now + THE_NIGHT_BEFORE
