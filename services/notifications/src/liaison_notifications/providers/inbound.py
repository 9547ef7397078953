"""SMS that come to our number, as a gateway posts them: who sent it, and the one word that matters."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST = 1000
"""Of one call."""


class Word(StrEnum):
    """What somebody says; anything else is OTHER, and does nothing."""

    STOP = "stop"
    START = "start"
    OTHER = "other"


WORDS = {
    "stop": Word.STOP,
    "стоп": Word.STOP,
    "відписатися": Word.STOP,
    "відписатись": Word.STOP,
    "start": Word.START,
    "старт": Word.START,
}


@dataclass(frozen=True)
class Inbound:
    """One SMS; of its text nothing else is kept."""

    sender: str
    word: Word


def read(said: Any) -> list[Inbound]:
    """`{"from": …, "text": …}` or a list of them; ValueError for anything else."""
    found = said if isinstance(said, list) else [said]
    if not found or len(found) > MOST:
        raise ValueError("no SMS, or too many")
    return [_one(each) for each in found]


def _one(said: Any) -> Inbound:
    sender, text = (said.get("from"), said.get("text")) if isinstance(said, dict) else (None, None)
    if not isinstance(sender, str) or not isinstance(text, str):
        raise ValueError("no SMS")
    # The word alone: "do not stop" must stop nothing.
    word = re.sub(r"^\W+|\W+$", "", text).casefold()
    return Inbound(sender, WORDS.get(word, Word.OTHER))
