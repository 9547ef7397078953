"""The rules of deliveries, without a database."""

from datetime import UTC, datetime, time, timedelta

import pytest
from liaison_contracts.notifications import Contact
from liaison_kit.database import new_id
from liaison_notifications.model import Delivery, EventCopy, SignUpCopy
from liaison_notifications.model.consent.addresses import NeitherPhoneNorEmail
from liaison_notifications.model.explanations.explanations import wanted
from liaison_notifications.model.planning.planning import reason_to_drop
from liaison_notifications.model.planning.quiet import QuietHours
from liaison_notifications.model.sending.delivery import (
    TRANSITIONS,
    DeliveryStatus,
    MightArriveTwice,
    NotFailed,
    Outcome,
    Reason,
    backoff,
)

NOW = datetime(2026, 5, 15, 9, 0, tzinfo=UTC)


def event(**changes: object) -> EventCopy:
    return EventCopy(**({"status": "scheduled", "starts_at": NOW + timedelta(hours=1)} | changes))


def claimed(channel: str = "sms") -> Delivery:
    delivery = Delivery(id=new_id(), channel=channel, status="planned", attempt=0, costless=0)
    delivery.claim(NOW, timedelta(seconds=30))
    return delivery


def test_a_claim_counts_an_attempt_and_ends_by_itself() -> None:
    delivery = claimed()
    assert (delivery.status, delivery.attempt) == ("claimed", 1)
    assert delivery.claimed_until == NOW + timedelta(seconds=30)
    assert delivery.next_try_at is None


def test_what_was_certainly_not_sent_is_tried_again_soon_and_then_more_rarely() -> None:
    delivery = claimed()
    delivery.settle(Outcome(DeliveryStatus.RETRY_WAIT, Reason.UNREACHABLE), NOW)
    assert delivery.next_try_at == NOW + timedelta(seconds=2)
    waits = [backoff(attempt) for attempt in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)


def test_an_sms_in_doubt_is_asked_about_only_after_its_lease() -> None:
    delivery = claimed()
    delivery.settle(Outcome(DeliveryStatus.UNKNOWN, Reason.NO_ANSWER), NOW + timedelta(seconds=5))
    assert delivery.next_try_at == delivery.claimed_until
    assert delivery.finished_at is None


def test_an_sms_the_gateway_never_got_is_due_at_once() -> None:
    delivery = claimed()
    delivery.settle(Outcome(DeliveryStatus.UNKNOWN, Reason.NO_ANSWER), NOW)
    delivery.settle(Outcome(DeliveryStatus.RETRY_WAIT, Reason.NEVER_RECEIVED), NOW + timedelta(minutes=1))
    assert delivery.next_try_at == NOW + timedelta(minutes=1)


def test_an_email_in_doubt_is_left_alone() -> None:
    delivery = claimed("email")
    delivery.settle(Outcome(DeliveryStatus.UNKNOWN, Reason.NO_ANSWER), NOW)
    assert delivery.next_try_at is None
    assert delivery.finished_at == NOW


@pytest.mark.parametrize(
    "changes, sign_up, expected",
    [
        ({}, "confirmed", None),
        ({"status": "cancelled"}, "confirmed", ("cancelled", "event_cancelled")),
        ({}, "cancelled", ("cancelled", "sign_up_cancelled")),
        ({"starts_at": NOW}, "confirmed", ("expired", "event_started")),
    ],
)
def test_a_message_is_useless_once_its_event_is_off_or_on(
    changes: dict[str, object], sign_up: str, expected: tuple[str, str] | None
) -> None:
    assert reason_to_drop("confirmation", event(**changes), SignUpCopy(status=sign_up), NOW) == expected


def test_final_statuses_are_left_for_nothing() -> None:
    final = set(DeliveryStatus) - set(TRANSITIONS)
    assert final == {"complained", "expired", "suppressed", "cancelled"}


def test_only_what_failed_waits_again_when_somebody_asks() -> None:
    refused = {}
    for status in DeliveryStatus:
        delivery = Delivery(id=new_id(), channel="email", status=status, attempt=1)
        try:
            delivery.wait_again(NOW)
        except (MightArriveTwice, NotFailed) as refusal:
            refused[status] = type(refusal)
        else:
            assert (status, delivery.status, delivery.next_try_at) == ("failed", "planned", NOW)
    sent, told = (
        {DeliveryStatus.ACCEPTED, DeliveryStatus.UNKNOWN},
        {DeliveryStatus.DELIVERED, DeliveryStatus.UNDELIVERED, DeliveryStatus.COMPLAINED},
    )
    doubtful = sent | told
    others = set(DeliveryStatus) - doubtful - {DeliveryStatus.FAILED}
    assert refused == dict.fromkeys(doubtful, MightArriveTwice) | dict.fromkeys(others, NotFailed)


@pytest.mark.parametrize(
    ("typed", "theirs"),
    [("067 123 45 67", True), ("+380 67 1234567", True), ("OLENA@example.org", True), ("067 123 45 68", False)],
)
def test_a_contact_is_compared_as_it_is_kept(typed: str, theirs: bool) -> None:
    contact = Contact(name="x", phone="+380671234567", email="Olena@example.org", link="x")
    assert wanted(typed).is_of(contact) == theirs
    assert not wanted(typed).is_of(contact.model_copy(update={"phone": None, "email": None}))


@pytest.mark.parametrize("typed", ["12345", "olena", "@", "olena@"])
def test_what_cannot_be_a_contact_is_refused(typed: str) -> None:
    with pytest.raises(NeitherPhoneNorEmail):
        wanted(typed)


@pytest.mark.parametrize(
    ("now", "until", "spared"),
    [
        # UTC; Kyiv is three hours ahead in summer, two in winter.
        ("2026-06-15 17:59", None, "2026-06-15 17:59"),
        ("2026-06-15 18:00", "2026-06-16 05:00", "2026-06-15 17:45"),
        ("2026-06-16 04:59", "2026-06-16 05:00", "2026-06-15 17:45"),
        ("2026-06-16 05:00", None, "2026-06-16 05:00"),
        ("2026-10-25 05:30", "2026-10-25 06:00", "2026-10-24 17:45"),  # twelve hours long
        ("2026-03-28 19:30", "2026-03-29 05:00", "2026-03-28 18:45"),  # ten
    ],
)
def test_quiet_hours_are_by_the_clock_of_kyiv(now: str, until: str | None, spared: str) -> None:
    def utc(written: str) -> datetime:
        return datetime.fromisoformat(written).replace(tzinfo=UTC)

    assert QuietHours().until(utc(now)) == (utc(until) if until else None)
    assert QuietHours().spared(utc(now)) == utc(spared)


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    assert QuietHours(time(8), time(8)).until(NOW) is None
    assert QuietHours(time(11), time(13)).until(NOW) == NOW + timedelta(hours=1)  # it is noon in Kyiv
