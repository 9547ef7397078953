"""Money: whole kopiykas, read from what people write in hryvnias."""

import re
from typing import Annotated, Any, LiteralString

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

MONEY_TEXTS: dict[str, LiteralString] = {
    "money_form": "Write an amount in hryvnias, for example 12 500,50.",
}
MOST = 10**14
"""Kopiykas: a trillion hryvnias, far below what a 64-bit column holds."""

_SPACE = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'’]"
_AMOUNT = re.compile(rf"(\d{{1,3}}(?:{_SPACE}\d{{3}})+|\d+)(?:[.,](\d{{1,2}}))?", re.ASCII)
_CURRENCY = re.compile(r"\s*(грн\.?|₴|UAH)$", re.IGNORECASE)


def parse_uah(text: str) -> int:
    """Kopiykas of an amount in hryvnias: “12 500,50” is 1250050.

    A comma or a point stands before one or two digits of kopiykas, never between thousands: “12,500” could mean
    either, so it is PydanticCustomError, as is anything below zero or above what a column holds.
    """
    found = _AMOUNT.fullmatch(_CURRENCY.sub("", text.strip()))
    if not found or len(text) > 40:
        raise PydanticCustomError("money_form", MONEY_TEXTS["money_form"])
    kopiykas = int(re.sub(_SPACE, "", found[1])) * 100 + int((found[2] or "").ljust(2, "0"))
    if kopiykas > MOST:
        raise PydanticCustomError("money_form", MONEY_TEXTS["money_form"])
    return kopiykas


def _read(given: Any) -> Any:
    return parse_uah(given) if isinstance(given, str) else given


Kopiykas = Annotated[int, BeforeValidator(_read), Field(ge=0, le=MOST)]
"""An integer is kopiykas; a text is hryvnias as a person writes them in a form."""


def hryvnias(kopiykas: int) -> str:
    """12500,50 for a sentence."""
    return f"{kopiykas // 100:,}".replace(",", "\N{NO-BREAK SPACE}") + f",{kopiykas % 100:02}"
