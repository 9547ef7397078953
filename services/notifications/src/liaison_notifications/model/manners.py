"""Manners: how people are written to. Not at night, not for each step of one change, and not too often."""

from dataclasses import dataclass, field
from datetime import timedelta

from liaison_notifications.model.planning.quiet import QuietHours
from liaison_notifications.model.sending.lanes import Lane


@dataclass(frozen=True)
class Manners:
    """What the settings say; without any, what holds in Vinnytsia."""

    quiet: QuietHours = field(default_factory=QuietHours)
    change_waits: timedelta = timedelta(minutes=5)
    """From the first change of an event: what is changed once more meanwhile makes no message of its own."""
    urgent_change_waits: timedelta = timedelta(seconds=30)
    reminders: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=2))
    """How long before an event, where its office says nothing else."""
    equal_an_hour: int = 15
    any_an_hour: int = 75
    """Networks block a sender who gives one telephone 20 equal messages or 100 of any kind within an hour."""

    def wait_of(self, lane: int) -> timedelta:
        return self.urgent_change_waits if lane == Lane.URGENT else self.change_waits
