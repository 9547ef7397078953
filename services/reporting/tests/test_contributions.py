"""What a fact may add to the figures."""

from typing import Any, cast

import pytest
from liaison_kit.database import new_id
from liaison_reporting.model.contributions import contribute


async def test_only_an_events_report_may_be_a_row_of_the_event_itself() -> None:
    """Whatever else names the event would move all that happened at it."""
    nothing, event = cast("Any", None), new_id()
    with pytest.raises(ValueError, match="recordings would be taken for the event's report"):
        await contribute(
            nothing, nothing, "recordings", place=event, day=None, figures={}, aggregate=(event, 1), event=event
        )
