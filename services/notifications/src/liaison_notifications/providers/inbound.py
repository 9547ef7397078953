"""SMS that come to our number, as a gateway posts them."""

from typing import Any

from liaison_notifications.model.consent.answers import Answer, answer_of

MOST = 1000
"""Of one call."""


def read(said: Any) -> list[Answer]:
    """`{"from": …, "text": …}` or a list of them; ValueError for anything else."""
    found = said if isinstance(said, list) else [said]
    if not found or len(found) > MOST:
        raise ValueError("no SMS, or too many")
    return [_one(each) for each in found]


def _one(said: Any) -> Answer:
    sender, text = (said.get("from"), said.get("text")) if isinstance(said, dict) else (None, None)
    if not isinstance(sender, str) or not isinstance(text, str):
        raise ValueError("no SMS")
    return answer_of(sender, text)
