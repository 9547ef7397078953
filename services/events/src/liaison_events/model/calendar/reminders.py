"""When participants are reminded of an event; whoever sends the messages knows what is usual."""

from collections.abc import Mapping
from enum import StrEnum


class Reminders(StrEnum):
    """How long before an event. May grow."""

    USUAL = "usual"  # a day and two hours
    DAY = "day"  # a day alone
    WEEK = "week"  # a week and a day
    NONE = "none"


HOURS: Mapping[str, list[int] | None] = {
    Reminders.USUAL: None,
    Reminders.DAY: [24],
    Reminders.WEEK: [7 * 24, 24],
    Reminders.NONE: [],
}
