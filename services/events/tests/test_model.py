"""Rules of the events service, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from liaison_events.model import Event, SignUp
from liaison_events.model.event import (
    AttendanceTooLow,
    CheckInTooEarly,
    EndsBeforeStart,
    EventCancelledAlready,
    EventHeldAlready,
    EventNotStarted,
    EventStarted,
    NotEnoughPlaces,
    StartsInThePast,
    TooLong,
)
from liaison_events.model.sign_up import (
    CheckedInAlready,
    SignUpIsCancelled,
    WrongEmail,
    WrongPhone,
    checked_email,
    checked_phone,
    hashed,
    new_token,
)

START = datetime(2023, 6, 10, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def an_event(**changes: object) -> Event:
    values = {"version": 1, "status": "scheduled", "title": "Форум", "capacity": 3, "starts_at": START}
    return Event(**values | {"ends_at": START + 2 * HOUR} | changes)


def test_an_event_ends_after_its_start_and_within_a_day() -> None:
    an_event(ends_at=START + 24 * HOUR).check_time(START)
    with pytest.raises(EndsBeforeStart):
        an_event(ends_at=START).check_time(START)
    with pytest.raises(TooLong):
        an_event(ends_at=START + 25 * HOUR).check_time(START)


def test_the_past_needs_a_reason() -> None:
    an_event(backdating_reason="found on paper").check_time(START + HOUR)
    with pytest.raises(StartsInThePast):
        an_event().check_time(START + HOUR)


def test_the_day_of_an_event_is_that_of_kyiv() -> None:
    assert an_event(starts_at=datetime(2023, 6, 10, 21, 30, tzinfo=UTC)).day.isoformat() == "2023-06-11"


def test_who_holds_a_room_over_midnight_is_told_with_both_days() -> None:
    clash = an_event(ends_at=START + 10 * HOUR).taken_room()
    assert str(clash) == "The room is taken by “Форум” from 10.06.2023 18:00 to 11.06.2023 04:00."


def test_there_are_as_many_places_as_the_event_has() -> None:
    event = an_event()
    event.check_sign_up(3, 0, START - HOUR)
    with pytest.raises(NotEnoughPlaces) as refusal:
        event.check_sign_up(2, 2, START - HOUR)
    assert refusal.value.values == {"left": 1}
    with pytest.raises(EventStarted):
        event.check_sign_up(1, 0, START)


def test_no_more_places_are_left_than_none() -> None:
    assert an_event().places_left(5) == 0


def test_people_are_checked_in_from_two_hours_before() -> None:
    an_event().check_check_in(START - 2 * HOUR)
    with pytest.raises(CheckInTooEarly):
        an_event().check_check_in(START - 2 * HOUR - timedelta(seconds=1))


def test_an_event_is_held_once_after_its_start() -> None:
    event = an_event()
    with pytest.raises(EventNotStarted):
        event.hold(None, 0, "x", START - HOUR)
    with pytest.raises(AttendanceTooLow):
        event.hold(1, 2, "x", START)
    event.hold(None, 2, "x", START)
    assert (event.status, event.attendance, event.version) == ("held", 2, 2)
    with pytest.raises(EventHeldAlready):
        event.hold(None, 2, "x", START)
    with pytest.raises(EventHeldAlready):
        event.cancel("x")


def test_a_cancelled_event_stays_cancelled() -> None:
    event = an_event()
    event.cancel("no light")
    for attempt in (lambda: event.cancel("x"), lambda: event.hold(None, 0, "x", START), event.must_be_scheduled):
        with pytest.raises(EventCancelledAlready):
            attempt()


def test_a_place_is_given_back_before_the_start() -> None:
    sign_up = SignUp(version=1, status="confirmed", present=0)
    with pytest.raises(EventStarted):
        sign_up.cancel(START, START)
    assert sign_up.cancel(START, START - HOUR)
    assert not sign_up.cancel(START, START + HOUR)
    assert sign_up.version == 2
    with pytest.raises(SignUpIsCancelled):
        sign_up.record(1)


def test_who_is_there_keeps_the_place() -> None:
    with pytest.raises(CheckedInAlready):
        SignUp(version=1, status="confirmed", present=1).cancel(START, START - HOUR)


@pytest.mark.parametrize(
    "written",
    ["067 123 45 67", "8 067 123 45 67", "8(067)123-45-67", "380671234567", "+38 067 1234567", " 00380671234567 "],
)
def test_a_ukrainian_number_is_understood_however_it_is_written(written: str) -> None:
    assert checked_phone(written) == "+380671234567"


def test_a_foreign_number_keeps_its_country() -> None:
    assert checked_phone("+48 512 345 678") == "+48512345678"


@pytest.mark.parametrize("written", ["", "12345", "067 123", "call me", "+380 999 999 999 999", "80991"])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(WrongPhone):
        checked_phone(written)


def test_an_email_is_brought_into_its_normal_form() -> None:
    assert checked_email("Oksana@EXAMPLE.com") == "Oksana@example.com"
    assert checked_email("оксана@приклад.укр") == "оксана@приклад.укр"


@pytest.mark.parametrize("written", ["", "oksana", "oksana@", "@example.com", "a b@example.com", "a@b"])
def test_what_is_no_email_is_refused(written: str) -> None:
    with pytest.raises(WrongEmail):
        checked_email(written)


def test_tokens_are_never_alike_and_only_their_hash_is_kept() -> None:
    token = new_token()
    assert token != new_token()
    assert len(token) >= 43
    assert token not in hashed(token)
