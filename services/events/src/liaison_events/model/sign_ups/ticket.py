"""A ticket: what a sign-up's holder shows at the door.

It is made from the hash of the sign-up's link, one way: whoever sees a ticket, printed or on a stranger's screen,
cannot find the link, and every sign-up has one, whoever made it. The database makes the same (column `sign_up.ticket`),
so that it finds a sign-up by it.
"""

import hashlib
import re

import segno

LENGTH = 12
"""Hexadecimal digits: 48 bits, which only staff can try, and short enough to be typed."""


def ticket_of(token_hash: str) -> str:
    """Twelve hexadecimal digits, as they are kept."""
    return hashlib.sha256(f"ticket {token_hash}".encode()).hexdigest()[:LENGTH]


def spelled(ticket: str) -> str:
    """In groups of four, as people read it: 9F16 26FB 8D2C."""
    return " ".join(re.findall("....", ticket.upper()))


def picture_of(ticket: str) -> str:
    """The QR code as SVG. Twelve characters of the alphanumeric mode: large squares, for old phones and poor light."""
    code = segno.make(ticket.upper(), error="q", micro=False)
    return str(code.svg_inline(border=4, light="#fff", omitsize=True))


def normal(code: str) -> str:
    """A typed or scanned code as it is kept; empty if it cannot be a ticket's."""
    digits = re.sub(r"[\s-]", "", code).lower()
    return digits if re.fullmatch(f"[0-9a-f]{{{LENGTH}}}", digits) else ""
