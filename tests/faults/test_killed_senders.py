"""Senders are killed at every step of some messages; `python -m tests.faults.messages` does it with 100,000."""

from pathlib import Path

import pytest
from liaison_kit.testing import Platform

from tests.faults.messages.armed import STEPS
from tests.faults.messages.killing import killed
from tests.faults.messages.senders import AT_ANY_MOMENT

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("channel, number", [("sms", 900), ("email", 3_600)])
async def test_nobody_gets_a_message_twice_and_none_is_lost(
    platform: Platform, tmp_path: Path, channel: str, number: int
) -> None:
    """Mails that were under way are in doubt: sent once at most, and not lost without a word."""
    kills = len(STEPS) + 1
    result = await killed(platform.admin_url, tmp_path, channel, number, kills, at_once=1, short=True)
    assert (result.doubled, result.lost, result.strangers) == (0, 0, 0), result
    assert set(result.killed) == {*STEPS, AT_ANY_MOMENT}
    if channel == "sms":
        assert result.statuses == {"accepted": number}
