"""Texts that are hard to cut: at every border, with pairs that must not be parted, in every alphabet."""

from hypothesis import strategies as st
from liaison_notifications.providers.parts import GSM

LATIN, CYRILLIC = "".join(sorted(GSM)), "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАЇЄҐ"
WORDS = st.sampled_from(
    [
        "€",
        "€" * 80,
        "[",
        "^",
        "😀",
        "👩‍👩‍👧",
        "🇺🇦",
        "'",
        "’",
        "ʼ",
        "«",
        "»",
        "…",
        "\N{NO-BREAK SPACE}",
        "п’ять",
        "об'єднання",
        "zażółć",
    ]
    + ["https://liaison.example/sign-ups/q8Zr3tWm0Kc7_~-" + "x" * length for length in (1, 60, 100)]
)
RUNS = st.builds(
    str.__mul__, st.sampled_from([*"aїЖ€😀~"]), st.sampled_from([1, 33, 66, 67, 69, 70, 76, 152, 153, 159, 160])
)
TEXTS = st.lists(st.one_of(WORDS, RUNS, st.text(LATIN, max_size=20), st.text(CYRILLIC, max_size=20)), max_size=8)
