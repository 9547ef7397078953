"""How many messages went out and what became of them, in figures: nothing here is about anybody."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from liaison_contracts.fact import Fact

THE_COUNTS = UUID("01990000-0000-7000-8000-000000000002")
"""Always the same, so that all windows are in one place on the topic, in their order."""
BOUNDS = (1, 2, 5, 10, 30, 60, 300, 3600)
"""Seconds. May grow."""


class DeliveryCount(BaseModel):
    """How often one outcome came about, for one purpose by one channel."""

    model_config = ConfigDict(extra="ignore")

    purpose: str = Field(description="`confirmation`, `reminder`, `requested` …; may grow.")
    channel: str = Field(description="`sms` or `email`.")
    outcome: str = Field(
        description="`accepted` (a provider has taken it), `delivered`, `undelivered`, `complained`, `failed`,"
        " `unknown`, `expired`, `suppressed`, `cancelled`; may grow. One message may count as accepted first, and"
        " as delivered later."
    )
    count: int = Field(ge=1)
    seconds: float | None = Field(
        description="Of those accepted: from when each could first be sent until a provider had it, all together."
    )
    within: dict[str, int] | None = Field(
        description="Of those accepted: how many were with a provider within so many seconds, `1` … `3600`, each with"
        " those of the bounds below it."
    )


class DeliveriesCounted(Fact):
    """What became of messages in five minutes: how many, by purpose, channel and outcome, and how soon they left.

    Each outcome counts in the window in which it came about, however late that is; a window is told once, some minutes
    after its end, in order, and after a downtime later. A window in which nothing happened is not told. An outcome that
    is overtaken before its window is told counts as what it has become.
    """

    series: UUID = Field(THE_COUNTS, description="The key; always the same.")
    number: int = Field(ge=1, description="Of the window: its beginning in Unix seconds, divided by 300.")
    begins_at: datetime
    ends_at: datetime = Field(description="Five minutes later; it belongs to the next window.")
    counts: list[DeliveryCount]

    @property
    def key(self) -> UUID:
        return self.series

    @property
    def sequence(self) -> int:
        return self.number
