"""What is refused of an event: the docstring is the message, `field` is where the mistake is."""

from datetime import datetime, timedelta

from liaison_kit.errors import Conflict, Refusal

LONGEST = timedelta(hours=24)


class EndsBeforeStart(Refusal):
    """The end must come after the start."""

    field = "ends_at"


class TooLong(Refusal):
    """An event lasts at most 24 hours. Schedule each day on its own."""

    field = "ends_at"


class StartsInThePast(Refusal):
    """The start lies in the past: choose a later time, or say why it is entered only now."""

    field = "starts_at"


class RoomTooSmall(Refusal):
    """This room holds {capacity} people at most."""

    field = "capacity"


class RoomTaken(Conflict):
    """The room is taken by “{title}” from {start} to {end}."""

    field = "room_id"


class RoomTakenWithSetUp(Conflict):
    """The room is taken by “{title}” from {start} to {end}, set-up and clear-away included."""

    field = "room_id"


class NoTimeToSetUp(Conflict):
    """For set-up the room is needed from {held_from} on, but it is taken from {start} to {end}: “{title}”."""

    field = "set_up_minutes"


class NoTimeToClearAway(Conflict):
    """For clearing away the room is needed until {held_until}, but it is taken from {start} to {end}: “{title}”."""

    field = "clear_away_minutes"


class RoomBlocked(Conflict):
    """The room cannot be used from {start} to {end}: {title}."""

    field = "room_id"


class EventCancelledAlready(Conflict):
    """This event is cancelled."""


class EventHeldAlready(Conflict):
    """This event was held and its report is in."""


class EventNotCancelled(Conflict):
    """This event is not cancelled."""


class EventStarted(Conflict):
    """This event has started already."""


class EventNotStarted(Conflict):
    """This event has not started yet: its report can be given from then on."""


class NotEnoughPlaces(Conflict):
    """There are not enough places. Left: {left}."""

    field = "party_size"


class OthersWait(Conflict):
    """Others wait for a place already. Join the waiting list: whoever waits longest comes first."""

    field = "party_size"


class PartyTooLarge(Refusal):
    """This event has {capacity} places in all."""

    field = "party_size"


class SignUpIsOver(Conflict):
    """Sign-up for this event is over."""


class ClosesTooLate(Refusal):
    """Sign-up closes before the event starts."""

    field = "sign_up_closes_at"


class PlacesAreTaken(Conflict):
    """{taken} places are taken or offered already: there cannot be fewer."""

    field = "capacity"


class CheckInTooEarly(Conflict):
    """People can be checked in from two hours before the start."""


class ReportMissing(Conflict):
    """This event has no report yet that could be corrected."""


class AttendanceTooLow(Refusal):
    """At least {present} people were checked in or counted."""

    field = "attendance"


def check_length(starts_at: datetime, ends_at: datetime) -> None:
    """Refuses an end that does not come after the start, or too long after it."""
    if ends_at <= starts_at:
        raise EndsBeforeStart
    if ends_at - starts_at > LONGEST:
        raise TooLong


def attended(attendance: int | None, present: int) -> int:
    """How many came: as said, or those who were checked in; AttendanceTooLow for fewer than these."""
    if attendance is not None and attendance < present:
        raise AttendanceTooLow(present=present)
    return present if attendance is None else attendance
