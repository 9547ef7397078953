"""How an SMS is divided into parts, as networks do it (3GPP TS 23.038 and 23.040): what rates and prices are about.

Written here, and not taken from `smsutil`, which counts the same: its last release is of 2020, it needs a shim for
Python 2, and it takes a bare escape for a character.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

ESCAPE = "\x1b"
ALPHABET = (
    f"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ{ESCAPE}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""In the order of its codes (3GPP TS 23.038, 6.2.1)."""
GSM = frozenset(ALPHABET) - {ESCAPE}
AFTER_ESCAPE = {"\f": 10, "^": 20, "{": 40, "}": 41, "\\": 47, "[": 60, "~": 61, "]": 62, "|": 64, "€": 101}
"""Their codes, with an escape before each (6.2.1.1)."""
GSM_TWICE = frozenset(AFTER_ESCAPE)

PLAIN = {
    **dict.fromkeys("‘’ʼ‛′`´", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\t", " "),
    "…": "...",
}
"""Marks that have a plain twin. No letters: nobody's words are written in another alphabet."""


class Encoding(StrEnum):
    """How the characters of an SMS travel."""

    GSM = "gsm"
    UCS2 = "ucs2"


ALONE = {Encoding.GSM: 160, Encoding.UCS2: 70}
"""Units of the one part; a unit is a septet, or 16 bits."""
EACH = {Encoding.GSM: 153, Encoding.UCS2: 67}
"""Units of each part of several: their header takes six octets."""


@dataclass(frozen=True)
class Divided:
    """`left`: units that are still free in the last part."""

    encoding: Encoding
    parts: tuple[str, ...]
    units: int
    left: int


def encoding_of(text: str) -> Encoding:
    """One character that GSM has not makes all of them travel as 16 bits."""
    return Encoding.GSM if (GSM | GSM_TWICE).issuperset(text) else Encoding.UCS2


def divided(text: str) -> Divided:
    """The text as it is cut; neither an escape nor a surrogate is ever parted from what follows it."""
    encoding = encoding_of(text)
    units = _units(text, encoding)
    if units <= ALONE[encoding]:
        return Divided(encoding, (text,), units, ALONE[encoding] - units)
    parts = tuple(_cut(text, encoding))
    return Divided(encoding, parts, units, EACH[encoding] - _units(parts[-1], encoding))


def parts_of(text: str) -> int:
    """How many parts it is sent in."""
    encoding = encoding_of(text)
    units = _units(text, encoding)
    if units <= ALONE[encoding]:
        return 1
    # Where each character is one unit, no pair can keep a part from being full.
    return -(-units // EACH[encoding]) if units == len(text) else sum(1 for _ in _cut(text, encoding))


def width(character: str, encoding: Encoding) -> int:
    """How many units it takes."""
    wide = character in GSM_TWICE if encoding == Encoding.GSM else character > "\uffff"
    return 2 if wide else 1


def septets(text: str) -> bytes:
    """The codes of a text that travels as GSM, each in an octet of its own, as SMPP wants them."""
    return bytes(
        code
        for character in text
        for code in ((0x1B, AFTER_ESCAPE[character]) if character in GSM_TWICE else (ALPHABET.index(character),))
    )


def plain(text: str) -> str | None:
    """The text with plain marks for typographic ones, where these alone keep it from travelling as GSM; else None."""
    if encoding_of(text) == Encoding.GSM:
        return None
    simple = "".join(PLAIN.get(character, character) for character in text)
    return simple if encoding_of(simple) == Encoding.GSM else None


def _units(text: str, encoding: Encoding) -> int:
    if encoding == Encoding.UCS2:
        return len(text.encode("utf-16-be")) // 2
    return len(text) + sum(character in GSM_TWICE for character in text)


def _cut(text: str, encoding: Encoding) -> Iterator[str]:
    begin, taken = 0, 0
    for at, character in enumerate(text):
        needed = width(character, encoding)
        if taken + needed > EACH[encoding]:
            yield text[begin:at]
            begin, taken = at, 0
        taken += needed
    yield text[begin:]
