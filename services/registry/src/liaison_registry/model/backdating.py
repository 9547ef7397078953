"""Entering something late: after a week it needs a reason."""

from datetime import date

from liaison_kit.errors import Refusal

DAYS_WITHOUT_REASON = 7


class ReasonForBackdatingMissing(Refusal):
    """The day lies more than a week back: say why it is entered only now."""

    field = "backdating_reason"


def must_be_explained(on: date, today: date, reason: str | None) -> None:
    """ReasonForBackdatingMissing if `on` lies too far back and no reason is given."""
    if (today - on).days > DAYS_WITHOUT_REASON and not reason:
        raise ReasonForBackdatingMissing
