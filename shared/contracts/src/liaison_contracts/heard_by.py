"""Which of our own services react to which topic, for the catalogue; `tests/test_architecture.py` compares the code.

It stands here because no service knows another. What the kit hears for each of them is not listed.
"""

HEARD_BY: dict[str, tuple[str, ...]] = {
