"""What becomes of an attempt."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Of one attempt."""

    DELIVERED = "delivered"
    REFUSED = "refused"  # a status that is not 2xx; a redirect is one
    GONE = "gone"  # 410: the receiver wants nothing any more
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"  # no connection, no certificate that fits, no HTTP
    FORBIDDEN = "forbidden"  # an address where no webhook may go


@dataclass(frozen=True)
class Result:
    """The outcome; `again_in`: the receiver asked to be left alone for so many seconds."""

    outcome: Outcome
    status: int | None
    milliseconds: int
    again_in: int | None = None
