"""What an SMS says, from its bytes: the alphabets of 3GPP TS 23.038 and the parts of 3GPP TS 23.040, read strictly."""

from dataclasses import dataclass

ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
ESCAPE = 0x1B
DEFAULT, LATIN, UCS2 = 0, 3, 8
SHORT_REFERENCE, LONG_REFERENCE = 0x00, 0x08
"""Elements of a user data header that number a part: with a reference of 8 or of 16 bits."""


OCTETS = 140
SIZES = {DEFAULT: (160, 153), LATIN: (OCTETS, 134), UCS2: (OCTETS, 134)}
"""Bytes of a content that fit into the one part, and into each of several; of the default alphabet each is a septet."""
HIGH_SURROGATES = range(0xD8, 0xDC)


class Broken(ValueError):
    """Bytes that are no text in their alphabet: half of a pair, for example."""


@dataclass(frozen=True)
class Part:
    """Which part of which message a content is."""

    reference: int
    total: int
    number: int


def decoded(content: bytes, coding: int) -> str:
    """The text of one part; Broken where a telephone would show something else."""
    try:
        if coding == UCS2:
            return content.decode("utf-16-be")
        return content.decode("latin-1") if coding == LATIN else _default(content)
    except (UnicodeDecodeError, IndexError, KeyError) as error:
        raise Broken(str(error)) from None


def _default(content: bytes) -> str:
    text, rest = "", iter(content)
    for code in rest:
        if code != ESCAPE:
            text += ALPHABET[code]
            continue
        escaped = next(rest, None)
        if escaped is None:
            raise Broken("an escape stands at the end of a part")
        text += ESCAPED[escaped]
    return text


def headed(content: bytes) -> tuple[Part | None, bytes]:
    """What the user data header at its beginning says, and the content behind it."""
    length = content[0] + 1
    header, rest, at, part = content[1:length], content[length:], 0, None
    while at + 1 < len(header):
        element, size = header[at], header[at + 1]
        values = header[at + 2 : at + 2 + size]
        if element == SHORT_REFERENCE:
            part = Part(values[0], values[1], values[2])
        elif element == LONG_REFERENCE:
            part = Part(int.from_bytes(values[:2], "big"), values[2], values[3])
        at += 2 + size
    return part, rest


def fits(content: bytes, coding: int) -> bool:
    """Whether it is no more than one part."""
    return len(content) <= SIZES[coding][0]


def cut(content: bytes, coding: int) -> list[bytes]:
    """As a network cuts what is handed over whole: each part as full as can be, and no pair parted."""
    if fits(content, coding):
        return [content]
    parts = []
    while content:
        end = SIZES[coding][1]
        if len(content) > end and _needs_the_next(content[:end], coding):
            end -= 2 if coding == UCS2 else 1
        parts.append(content[:end])
        content = content[end:]
    return parts


def _needs_the_next(part: bytes, coding: int) -> bool:
    return part[-2] in HIGH_SURROGATES if coding == UCS2 else coding == DEFAULT and part[-1] == ESCAPE
