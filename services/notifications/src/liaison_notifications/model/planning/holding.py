"""What is due and must wait all the same: for the morning, or for what else changes about its event."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from liaison_notifications.model.copies import EventCopy, SignUpCopy
from liaison_notifications.model.manners import Manners
from liaison_notifications.model.planning.knowledge import says, start_in
from liaison_notifications.model.planning.planning import reason_to_drop
from liaison_notifications.model.sending.delivery import Delivery, DeliveryStatus, Purpose, Reason
from liaison_notifications.model.sending.lanes import AT_ONCE, Lane

ANSWERED_WITHIN = timedelta(minutes=15)
"""Whoever signed up so lately is awake, and looks for the confirmation."""
TO_GET_READY = timedelta(hours=2)
"""News of an event that begins so soon after the quiet hours cannot wait for their end."""
TO_ANSWER = timedelta(minutes=30)
"""An offer that would leave less than this after the quiet hours cannot wait for their end, either."""
NEWS = frozenset({Purpose.CONFIRMATION, Purpose.CHANGE, Purpose.CANCELLATION})
OF_CHANGES = frozenset({Purpose.CHANGE, Purpose.CANCELLATION})
"""For these it counts what people know already."""


@dataclass(frozen=True)
class Due:
    """A delivery that could leave now, and all about it; an event comes with its sign-up. `known`: by its recipient."""

    delivery: Delivery
    event: EventCopy | None
    sign_up: SignUpCopy | None
    known: str | None = None

    def hold_or_drop(self, manners: Manners, now: datetime) -> bool:
        """Whether it does not leave now: it is held, or of no use at all."""
        if self.delivery.purpose == Purpose.CHANGE and self.event:
            until = (self.delivery.since or self.delivery.created_at) + manners.wait_of(self.delivery.lane)
            if now < until:
                self.delivery.hold(until, Reason.CHANGING)
                return True
            if self.known == says(self.event):
                self.delivery.drop(DeliveryStatus.CANCELLED, Reason.KNOWN, now)
                return True
        morning = manners.quiet.until(now)
        if morning is None or not self._can_wait(morning, now):
            return False
        if self._useful_at(morning):
            self.delivery.hold(morning, Reason.QUIET_HOURS)
        else:
            self.delivery.drop(DeliveryStatus.EXPIRED, Reason.QUIET_HOURS, now)
        return True

    def _can_wait(self, morning: datetime, now: datetime) -> bool:
        purpose = Purpose(self.delivery.purpose)
        if purpose == Purpose.REQUESTED:
            return self.delivery.lane != Lane.URGENT
        if purpose in AT_ONCE or (purpose == Purpose.CONFIRMATION and now < self.delivery.created_at + ANSWERED_WITHIN):
            return False
        if purpose == Purpose.OFFER and self.sign_up and self.sign_up.offered_until:
            return self.sign_up.offered_until >= morning + TO_ANSWER
        if purpose in NEWS and self.event:
            starts = [self.event.starts_at] + ([start_in(self.known)] if self.known else [])
            # What they know may have begun already: that is past, and hurries nobody.
            return all(not now < start < morning + TO_GET_READY for start in starts)
        return True

    def _useful_at(self, then: datetime) -> bool:
        if self.event is None or self.sign_up is None:
            return self.delivery.useful_until is None or self.delivery.useful_until > then
        of = self.delivery
        return reason_to_drop(of.purpose, self.event, self.sign_up, then, of.starts_at, of.useful_until) is None
