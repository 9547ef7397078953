"""Lanes: what cannot wait overtakes what can, and what goes to thousands waits for both."""

from datetime import datetime
from enum import IntEnum

from liaison_kit.clock import KYIV

from liaison_notifications.model.delivery import Purpose

AT_ONCE = frozenset({Purpose.INVITATION, Purpose.RESET, Purpose.TRIAL})
"""Somebody sits before a screen and waits for it."""
URGENT_ON_THE_DAY = frozenset({Purpose.CANCELLATION, Purpose.CHANGE})


class Lane(IntEnum):
    """In which order messages leave; smaller is sooner."""

    URGENT = 0
    NORMAL = 1
    BULK = 2


def lane_of(purpose: Purpose, starts_at: datetime | None, now: datetime) -> Lane:
    """`starts_at`: of the event that it is about; on its day people may be on their way already."""
    if purpose in AT_ONCE:
        return Lane.URGENT
    on_the_day = starts_at is not None and starts_at.astimezone(KYIV).date() == now.astimezone(KYIV).date()
    return Lane.URGENT if on_the_day and purpose in URGENT_ON_THE_DAY else Lane.NORMAL
