"""Moments as people write them."""

from datetime import UTC, datetime
from typing import Annotated, LiteralString

from liaison_kit import clock
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

MOMENT_TEXTS: dict[str, LiteralString] = {
    "moment_far_off": "Enter a date and a time of these years.",
}


def _utc(moment: datetime) -> datetime:
    if not 2000 <= moment.year < 2200:
        raise PydanticCustomError("moment_far_off", MOMENT_TEXTS["moment_far_off"])
    return (moment if moment.tzinfo else moment.replace(tzinfo=clock.KYIV)).astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_utc)]
"""ISO 8601; without an offset, what a clock in Kyiv shows: a skipped hour moves on, of a repeated one the first."""
