"""What comes back of mails: whose it was, whether it is over, and whether there is such an address at all."""

from uuid import UUID

import pytest
from liaison_notifications.providers.bounces import read
from liaison_notifications.providers.verp import LONGEST_NAME, Verp

VERP = Verp("bounces@liaison.example", "a-secret-for-tests-only-0")
DELIVERY = UUID("01990000-0000-7000-8000-00000000000a")


def bounce(action: str, status: str, to: str | None = None, header: str = "To") -> bytes:
    """As Postfix writes it, with the mail that it is about at its end."""
    return f"""\
Return-Path: <>
{header}: {to or VERP.sender(DELIVERY)}
From: MAILER-DAEMON@relay.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Fri, 15 May 2026 09:00:00 +0000

Final-Recipient: rfc822; olena.kovalenko@example.org
Original-Recipient: rfc822;olena.kovalenko@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 <olena.kovalenko@example.org>: Recipient address rejected

--b
Content-Type: message/rfc822

To: olena.kovalenko@example.org
Subject: =?utf-8?b?0JfQsNC/0YDQvtGI0LXQvdC90Y8=?=

Olena
--b--
""".replace("\n", "\r\n").encode()


QMAIL = f"""\
Return-Path: <>
Delivered-To: {VERP.sender(DELIVERY)}
From: MAILER-DAEMON@old.example
Subject: failure notice

Hi. This is the qmail-send program at old.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<olena.kovalenko@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.
""".encode()


@pytest.mark.parametrize(
    "action, status, says, hard",
    [
        ("failed", "5.1.1", "undelivered", True),
        ("failed", "5.1.10", "undelivered", True),
        ("failed", "5.2.1", "undelivered", True),
        ("failed", "5.2.2", "undelivered", False),  # the mailbox is full
        ("failed", "5.7.1", "undelivered", False),  # taken for spam: the address is right
        ("failed", "4.4.1", "not_reached", False),  # given up after days
        ("delayed", "4.4.1", "under_way", False),
    ],
)
def test_what_its_code_says(action: str, status: str, says: str, hard: bool) -> None:
    found = read(bounce(action, status), VERP)
    assert found is not None
    assert (found.delivery, found.said.says, found.said.code, found.hard) == (DELIVERY, says, status, hard)


@pytest.mark.parametrize("header", ["To", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_whose_it_is_stands_where_it_came_to_whatever_the_case(header: str) -> None:
    found = read(bounce("failed", "5.1.1", VERP.sender(DELIVERY).upper(), header), VERP)
    assert found is not None
    assert found.delivery == DELIVERY


def test_those_that_follow_no_standard_are_read_too() -> None:
    found = read(QMAIL, VERP)
    assert found is not None
    assert (found.delivery, found.said.says, found.hard) == (DELIVERY, "undelivered", True)


def test_of_the_mail_nothing_is_kept_but_its_code() -> None:
    found = read(bounce("failed", "5.1.1"), VERP)
    assert found is not None
    assert (found.said.raw, found.said.message) == ({"status": "5.1.1"}, str(DELIVERY))


FORGED = VERP.sender(DELIVERY).replace(DELIVERY.hex, UUID(int=7).hex)
OTHERS = Verp("bounces@liaison.example", "another-secret-altogether").sender(DELIVERY)


@pytest.mark.parametrize(
    "to",
    ["office@liaison.example", FORGED, OTHERS, "bounces@liaison.example"],
    ids=["of the city", "forged", "of another", "without a mail"],
)
def test_what_names_no_mail_of_ours_with_its_proof_is_none(to: str) -> None:
    assert read(bounce("failed", "5.1.1", to), VERP) is None


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"To: x\r\n\r\n", bounce("delivered", "2.0.0"), bounce("relayed", "2.0.0")]
)
def test_what_says_of_no_failure_is_none(content: bytes) -> None:
    assert read(content, VERP) is None


@pytest.mark.parametrize("sender", ["From: olena.kovalenko@example.org\r\n", "From: \r\n", ""])
def test_an_answer_from_holiday_is_none(sender: str) -> None:
    """One without a sender breaks a detector of the library."""
    head = f"{sender}To: {VERP.sender(DELIVERY)}\r\nSubject: Re: x\r\nAuto-Submitted: auto-replied\r\n"
    assert read(f"{head}\r\nI am away.\r\n".encode(), VERP) is None


def test_the_longest_name_still_makes_an_address_that_servers_take() -> None:
    sender = Verp(f"{'b' * LONGEST_NAME}@liaison.example", "s").sender(DELIVERY)
    assert len(sender.partition("@")[0]) == 64
