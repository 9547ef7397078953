"""Bounces: mails that say that a mail did not arrive (RFC 3464, and the many that do not follow it)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from flufl.bounce import all_failures

from liaison_notifications.model.sending.receipts import Said, Says
from liaison_notifications.providers.verp import Verp

WHERE_IT_CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
NO_SUCH_ADDRESS = re.compile(r"5\.1\.(0|1|2|3|6|10)|5\.2\.1")
"""RFC 3463, 3.2 and 3.3: no mailbox, no host, wrong syntax, moved away, no mail taken there; a closed mailbox."""


@dataclass(frozen=True)
class Bounce:
    """What one says; `hard`: there is no such address, and to write there again would harm all other mails."""

    delivery: UUID
    said: Said
    hard: bool


def read(content: bytes, verp: Verp) -> Bounce | None:
    """None for whatever is no bounce of a mail of ours: an answer from holiday, for example, or a forgery."""
    mail = message_from_bytes(content)
    came_to = " ".join(str(value) for name in WHERE_IT_CAME_TO for value in mail.get_all(name, []))
    delivery = verp.delivery_in(came_to)
    if delivery is None:
        return None
    try:
        delayed, failed = all_failures(mail)
    except Exception:  # noqa: BLE001 - its detectors fail in their own ways on what nobody foresaw, a mail without From: for one
        return None
    if not delayed and not failed:
        return None
    status = next(_statuses(mail), "")
    says = Says.UNDER_WAY
    if failed:
        # Given up after days of trying, the address itself may be right: a mailbox that is full, a server that is down.
        says = Says.NOT_REACHED if status.startswith("4") else Says.UNDELIVERED
    hard = says == Says.UNDELIVERED and (not status or bool(NO_SUCH_ADDRESS.fullmatch(status)))
    # Of the mail nothing else is kept: it quotes addresses, and often the whole message.
    return Bounce(delivery, Said(str(delivery), says, {"status": status or None}, status or None), hard)


def _statuses(mail: Message) -> Iterator[str]:
    """The codes of RFC 3463 that its machine-readable part says, of failures only."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.get_payload():
            found = STATUS.search(str(block.get("Status", ""))) if isinstance(block, Message) else None
            if found and found[1] != "2":
                yield found[0]
