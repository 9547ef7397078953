"""What can be worded anew, what each text may speak of, and what must not be left out."""

from collections.abc import Mapping
from enum import StrEnum

from liaison_notifications.model.sending.delivery import Channel


class Kind(StrEnum):
    """What stands in a placeholder: a moment is never said as it is, but by `day(…)`, `time(…)` and the like."""

    TEXT = "text"
    MOMENT = "moment"


class Words(StrEnum):
    """What can be worded anew, each with texts of its name; all else keeps what came with the software. May grow."""

    CONFIRMATION = "confirmation"
    OFFER = "offer"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"
    THANKS = "thanks"
    APPOINTMENT_CONFIRMATION = "appointment_confirmation"
    APPOINTMENT_CHANGE = "appointment_change"
    APPOINTMENT_CANCELLATION = "appointment_cancellation"
    APPOINTMENT_REMINDER = "appointment_reminder"
    INVITATION = "invitation"
    RESET = "reset"


OF_AN_APPOINTMENT = {
    "event.starts_at": Kind.MOMENT,
    "event.ends_at": Kind.MOMENT,
    "event.office_name": Kind.TEXT,
    "event.address": Kind.TEXT,
    "contact.link": Kind.TEXT,
}
OF_AN_EVENT = {"event.title": Kind.TEXT, **OF_AN_APPOINTMENT, "event.room_name": Kind.TEXT}
OF_A_LETTER = {"letter.name": Kind.TEXT, "letter.link": Kind.TEXT}
NAME = {"contact.name": Kind.TEXT}
"""Not in an SMS: it is shown on a locked screen, too."""
UNTIL = {"offered_until": Kind.MOMENT}

LETTERS = frozenset({Words.INVITATION, Words.RESET})
APPOINTMENTS = frozenset(one for one in Words if one.startswith("appointment_"))
CANCELLATIONS = frozenset({Words.CANCELLATION, Words.APPOINTMENT_CANCELLATION})
CHANNELS: Mapping[Words, tuple[Channel, ...]] = {
    one: (Channel.EMAIL,) if one in LETTERS else (Channel.SMS, Channel.EMAIL) for one in Words
}


def placeholders(words: Words, channel: Channel) -> Mapping[str, Kind]:
    """What a text may speak of."""
    if words in LETTERS:
        return OF_A_LETTER
    found = OF_AN_APPOINTMENT if words in APPOINTMENTS else OF_AN_EVENT
    found = NAME | found if channel == Channel.EMAIL else found
    return found | UNTIL if words == Words.OFFER else found


def needed(words: Words, channel: Channel) -> tuple[str, ...]:
    """What people cannot do without: a message carries what, when and where itself, and the way to act on it."""
    if words in LETTERS:
        return ("letter.link",)
    if words == Words.THANKS:
        return ("event.title", "contact.link")
    found = ["event.starts_at"] if words in APPOINTMENTS else ["event.title", "event.starts_at"]
    # Of what is cancelled there is nothing left to do; a page says why, and an appointment has none.
    if words not in CANCELLATIONS or (words == Words.CANCELLATION and channel == Channel.EMAIL):
        found.append("contact.link")
    if words == Words.OFFER:
        found.append("offered_until")
    if words != Words.OFFER or channel == Channel.EMAIL:
        found.append("event.office_name")
    return tuple(found)
