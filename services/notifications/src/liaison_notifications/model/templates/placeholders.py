"""What a template may speak of: for each purpose its placeholders, and what must not be left out."""

from collections.abc import Mapping
from enum import StrEnum

from liaison_notifications.model.delivery import Channel, Purpose


class Kind(StrEnum):
    """What stands in a placeholder: a moment is never said as it is, but by `day(…)`, `time(…)` and the like."""

    TEXT = "text"
    MOMENT = "moment"


OF_AN_EVENT = {
    "event.title": Kind.TEXT,
    "event.starts_at": Kind.MOMENT,
    "event.ends_at": Kind.MOMENT,
    "event.office_name": Kind.TEXT,
    "event.room_name": Kind.TEXT,
    "event.address": Kind.TEXT,
    "contact.link": Kind.TEXT,
}
OF_A_LETTER = {"letter.name": Kind.TEXT, "letter.link": Kind.TEXT}
NAME = {"contact.name": Kind.TEXT}
"""Not in an SMS: it is shown on a locked screen, too."""
UNTIL = {"offered_until": Kind.MOMENT}

EVENTS = (Purpose.CONFIRMATION, Purpose.OFFER, Purpose.CHANGE, Purpose.CANCELLATION, Purpose.REMINDER, Purpose.THANKS)
LETTERS = (Purpose.INVITATION, Purpose.RESET)
CHANNELS: Mapping[Purpose, tuple[Channel, ...]] = {
    **dict.fromkeys(EVENTS, (Channel.SMS, Channel.EMAIL)),
    **dict.fromkeys(LETTERS, (Channel.EMAIL,)),
}
"""What can be worded anew; a purpose that is missing here keeps the words that came with the software."""


def placeholders(purpose: Purpose, channel: Channel) -> Mapping[str, Kind]:
    """What a text for this purpose and channel may speak of."""
    if purpose in LETTERS:
        return OF_A_LETTER
    found = NAME | OF_AN_EVENT if channel == Channel.EMAIL else dict(OF_AN_EVENT)
    return found | UNTIL if purpose == Purpose.OFFER else found


def needed(purpose: Purpose, channel: Channel) -> tuple[str, ...]:
    """What people cannot do without: a message carries what, when and where itself, and the way to act on it."""
    if purpose in LETTERS:
        return ("letter.link",)
    if purpose == Purpose.THANKS:
        return ("event.title", "contact.link")
    found = ["event.title", "event.starts_at"]
    if purpose != Purpose.CANCELLATION or channel == Channel.EMAIL:
        found.append("contact.link")
    if purpose == Purpose.OFFER:
        found.append("offered_until")
    if purpose != Purpose.OFFER or channel == Channel.EMAIL:
        found.append("event.office_name")
    return tuple(found)
