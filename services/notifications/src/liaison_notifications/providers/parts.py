"""How many parts an SMS is sent in, as providers count it: what their rates and prices are about."""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€\f")
"""With an escape before it (3GPP TS 23.038, 6.2.1.1)."""


def parts_of(text: str) -> int:
    """An estimate: a pair that must not be divided may add one."""
    if (GSM | GSM_TWICE).issuperset(text):
        length, one, more = len(text) + sum(character in GSM_TWICE for character in text), 160, 153
    else:
        length, one, more = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= one else -(-length // more)
