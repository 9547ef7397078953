"""Parts of an SMS: what is counted is what a network cuts and a telephone puts together again."""

import pytest
from hypothesis import example, given, settings
from liaison_notifications.providers.parts import ALPHABET, Encoding, divided, parts_of, plain
from liaison_notifications.providers.parts import septets as septets_of_ours

from services.notifications.tests.providers.wordings import TEXTS

ESCAPE = 0x1B
TABLE = (
    ["@", "£", "$", "¥", "è", "é", "ù", "ì", "ò", "Ç", "\n", "Ø", "ø", "\r", "Å", "å"]
    + ["Δ", "_", "Φ", "Γ", "Λ", "Ω", "Π", "Ψ", "Σ", "Θ", "Ξ", "ESC", "Æ", "æ", "ß", "É"]
    + [chr(code) if code != 0x24 else "¤" for code in range(0x20, 0x40)]
    + ["¡", *(chr(code) for code in range(0x41, 0x5B)), "Ä", "Ö", "Ñ", "Ü", "§"]
    + ["¿", *(chr(code) for code in range(0x61, 0x7B)), "ä", "ö", "ñ", "ü", "à"]
)
"""3GPP TS 23.038, 6.2.1, row by row."""
AFTER_ESCAPE = {0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|"}
AFTER_ESCAPE |= {0x65: "€"}
OCTETS, HEADER = 140, 6


def septets(text: str) -> list[int] | None:
    """The text in the alphabet of GSM; None if it cannot be written in it."""
    codes = {character: [code] for code, character in enumerate(TABLE)}
    codes |= {character: [ESCAPE, code] for code, character in AFTER_ESCAPE.items()}
    return [each for character in text for each in codes[character]] if set(text) <= set(codes) else None


def packed(codes: list[int], header: int) -> bytes:
    """Septets in octets, after a header and the bits that fill its last septet (3GPP TS 23.040, 9.2.3.24)."""
    bits = header * 8 + (-header * 8) % 7
    number = sum(code << bits + 7 * at for at, code in enumerate(codes))
    return number.to_bytes(-(-(bits + 7 * len(codes)) // 8), "little")


def unpacked(octets: bytes, count: int, header: int) -> str:
    """What a telephone shows of one part; nothing may be left over that waits for the next."""
    number = int.from_bytes(octets, "little") >> header * 8 + (-header * 8) % 7
    shown, escaped = "", False
    for at in range(count):
        code = number >> 7 * at & 0x7F
        if escaped:
            shown, escaped = shown + AFTER_ESCAPE[code], False
        elif code == ESCAPE:
            escaped = True
        else:
            shown += TABLE[code]
    assert not escaped
    return shown


def as_a_network_sends(text: str) -> list[str]:
    """The parts as telephones decode them, cut from the stream of septets or of 16 bits and not from characters."""
    codes = septets(text)
    if codes is not None:
        cuts = cut(codes, 160, 153, {ESCAPE})
        header = HEADER if len(cuts) > 1 else 0
        octets = [(packed(one, header), len(one)) for one in cuts]
        assert all(len(content) <= OCTETS for content, _ in octets)
        return [unpacked(content, count, header) for content, count in octets]
    stream = text.encode("utf-16-be")
    units = [int.from_bytes(stream[at : at + 2], "big") for at in range(0, len(stream), 2)]
    cuts = cut(units, 70, 67, set(range(0xD800, 0xDC00)))
    assert all(2 * len(one) + (HEADER if len(cuts) > 1 else 0) <= OCTETS for one in cuts)
    return [b"".join(unit.to_bytes(2, "big") for unit in one).decode("utf-16-be") for one in cuts]


def cut(units: list[int], alone: int, each: int, inseparable: set[int]) -> list[list[int]]:
    """As full as can be, but for a last unit that means nothing without the next."""
    if len(units) <= alone:
        return [units]
    found = []
    while units:
        end = each
        if len(units) > end and units[end - 1] in inseparable:
            end -= 1
        found.append(units[:end])
        units = units[end:]
    return found


def test_the_alphabet_is_in_the_order_of_its_codes() -> None:
    assert "".join(TABLE).replace("ESC", "\x1b") == ALPHABET
    assert list(septets_of_ours("".join([*sorted(AFTER_ESCAPE.values()), "a"]))) == [
        code for one in [*sorted(AFTER_ESCAPE.values()), "a"] for code in septets(one) or []
    ]


@settings(max_examples=400, deadline=None)
@given(TEXTS.map("".join))
@example("a" * 152 + "€" + "a" * 20)
@example("ї" * 66 + "😀" + "ї" * 20)
def test_the_parts_are_those_that_a_telephone_gets_and_together_they_are_the_text(text: str) -> None:
    found = divided(text)
    assert list(found.parts) == as_a_network_sends(text)
    assert "".join(found.parts) == text
    assert parts_of(text) == len(found.parts)
    assert (found.encoding == Encoding.GSM) == (septets(text) is not None)


@settings(max_examples=200, deadline=None)
@given(TEXTS.map("".join))
def test_what_is_left_still_fits_and_one_more_does_not(text: str) -> None:
    found = divided(text)
    filler = "a" if found.encoding == Encoding.GSM else "ї"
    assert parts_of(text + filler * found.left) == len(found.parts)
    assert parts_of(text + filler * (found.left + 1)) == len(found.parts) + 1


@pytest.mark.parametrize(
    ("text", "parts", "units"),
    [
        ("", 1, 0),
        ("a" * 160, 1, 160),
        ("a" * 161, 2, 161),
        ("a" * 307, 3, 307),
        ("€" * 80, 1, 160),
        ("€" * 81, 2, 162),
        ("a" * 152 + "€" * 77, 3, 306),
        ("ї" * 70, 1, 70),
        ("ї" * 134, 2, 134),
        ("😀" * 67, 3, 134),
        ("\x1b(", 1, 2),
    ],
)
def test_at_every_border(text: str, parts: int, units: int) -> None:
    found = divided(text)
    assert (len(found.parts), found.units) == (parts, units)


def test_a_bare_escape_is_no_character_of_gsm() -> None:
    assert divided("\x1b").encoding == Encoding.UCS2


def test_plain_marks_are_offered_where_they_alone_keep_a_text_from_gsm() -> None:
    assert plain("It’s “free” — come…") == 'It\'s "free" - come...'
    assert plain("It's free") is None


@pytest.mark.parametrize("text", ["П’ять", "It’s 😀", "zażółć’"])
def test_letters_are_never_written_in_another_alphabet(text: str) -> None:
    assert plain(text) is None
