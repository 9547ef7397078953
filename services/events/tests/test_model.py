"""Rules of the events service, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from liaison_events.model import Event, SignUp
from liaison_events.model.calendar.event_refusals import (
    AttendanceTooLow,
    CheckInTooEarly,
    ClosesTooLate,
    EndsBeforeStart,
    EventCancelledAlready,
    EventHeldAlready,
    EventNotStarted,
    EventStarted,
    NotEnoughPlaces,
    OthersWait,
    PartyTooLarge,
    PlacesAreTaken,
    RoomTooSmall,
    SignUpIsOver,
    StartsInThePast,
    TooLong,
)
from liaison_events.model.calendar.in_the_way import Obstacle
from liaison_events.model.sign_ups.sign_up import (
    CheckedInAlready,
    NoPlaceYet,
    OfferIsOver,
    SignUpIsCancelled,
    WrongEmail,
    WrongPhone,
    checked_email,
    checked_phone,
    hashed,
    new_token,
)
from liaison_kit.database import new_id

START = datetime(2023, 6, 10, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def an_event(**changes: object) -> Event:
    values = {"version": 1, "status": "scheduled", "title": "Форум", "capacity": 3, "starts_at": START}
    values["places_taken"] = 0
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
    held = Obstacle(new_id(), new_id(), START, START + 10 * HOUR, title="Форум")
    clash = held.refusal(held, [])
    assert str(clash) == "The room is taken by “Форум” from 10.06.2023 18:00 to 11.06.2023 04:00."


def test_there_are_as_many_places_as_the_event_has() -> None:
    an_event().check_place(3, others_wait=False)
    with pytest.raises(NotEnoughPlaces) as refusal:
        an_event(places_taken=2).check_place(2, others_wait=False)
    assert refusal.value.values == {"left": 1}
    with pytest.raises(PartyTooLarge):
        an_event().check_sign_up(4, START - HOUR)


def test_whoever_waits_comes_before_whoever_comes_later() -> None:
    with pytest.raises(OthersWait):
        an_event(places_taken=2).check_place(1, others_wait=True)
    an_event(places_taken=2, fills_gaps=True).check_place(1, others_wait=True)


def test_sign_up_ends_when_it_was_said_and_at_the_start_at_the_latest() -> None:
    with pytest.raises(EventStarted):
        an_event().check_sign_up(1, START)
    early = an_event(sign_up_closes_at=START - HOUR)
    early.check_sign_up(1, START - HOUR - timedelta(seconds=1))
    with pytest.raises(SignUpIsOver):
        early.check_sign_up(1, START - HOUR)
    with pytest.raises(ClosesTooLate):
        an_event().change({"capacity": 3, "sign_up_closes_at": START + HOUR}, room_capacity=9)


@pytest.mark.parametrize(
    ("before_the_end", "held_for"), [(72, 12), (24, 12), (10, 5), (1, 0.5), (0.99, None), (0, None), (-1, None)]
)
def test_an_offer_leaves_half_the_time_to_the_next_and_half_an_hour_to_decide(
    before_the_end: float, held_for: float | None
) -> None:
    now = START - before_the_end * HOUR
    assert an_event().offer_until(now) == (None if held_for is None else now + held_for * HOUR)
    assert an_event(status="cancelled").offer_until(now) is None


def test_there_are_never_fewer_places_than_are_taken_nor_more_than_the_room_holds() -> None:
    event = an_event(places_taken=2)
    with pytest.raises(PlacesAreTaken):
        event.change({"capacity": 1, "sign_up_closes_at": None}, room_capacity=9)
    with pytest.raises(RoomTooSmall):
        event.change({"capacity": 10, "sign_up_closes_at": None}, room_capacity=9)
    event.change({"capacity": 9, "sign_up_closes_at": None}, room_capacity=9)
    assert (event.capacity, event.version) == (9, 2)


def test_an_event_that_is_rescheduled_takes_the_end_of_its_sign_up_along() -> None:
    event = an_event(sign_up_closes_at=START - HOUR)
    event.reschedule(START + 24 * HOUR, START + 26 * HOUR, START - 2 * HOUR)
    assert event.sign_up_closes_at == START + 23 * HOUR
    for starts_at, refusal in ((START - 3 * HOUR, StartsInThePast), (START + HOUR, EndsBeforeStart)):
        with pytest.raises(refusal):
            event.reschedule(starts_at, START, START - 2 * HOUR)
    with pytest.raises(EventStarted):
        an_event().reschedule(START + HOUR, START + 2 * HOUR, START)


def test_an_offer_is_accepted_while_it_is_held() -> None:
    sign_up = SignUp(version=1, status="waiting", present=0)
    with pytest.raises(NoPlaceYet):
        sign_up.accept(START)
    sign_up.offer(START + HOUR)
    with pytest.raises(NoPlaceYet):
        sign_up.record(1, None)
    with pytest.raises(OfferIsOver):
        sign_up.accept(START + HOUR)
    assert sign_up.accept(START)
    assert not sign_up.accept(START + 2 * HOUR)
    assert (sign_up.status, sign_up.offered_until, sign_up.version) == ("confirmed", None, 3)


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
        sign_up.record(1, None)


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


@pytest.mark.parametrize(
    ("phone", "email", "forget_other", "corrected", "kept"),
    [
        ("+2", None, False, ["phone"], ("+2", "a@x")),
        (None, "b@x", False, ["email"], ("+1", "b@x")),
        ("+2", None, True, ["phone", "email"], ("+2", None)),
        ("+1", "a@x", True, [], ("+1", "a@x")),
    ],
)
def test_of_a_contact_only_what_is_given_becomes_another_unless_the_rest_is_to_be_forgotten(
    phone: str | None,
    email: str | None,
    forget_other: bool,
    corrected: list[str],
    kept: tuple[str | None, str | None],
) -> None:
    sign_up = SignUp(version=1, status="confirmed", phone="+1", email="a@x")
    before = START - timedelta(hours=1)
    assert sign_up.correct_contact(phone, email, START, before, forget_other=forget_other) == corrected
    assert (sign_up.phone, sign_up.email) == kept
    assert sign_up.version == (2 if corrected else 1)
