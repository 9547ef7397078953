"""A mailbox for what comes back; what is read from a real one is shown in tests/foreign/test_bounced_mails.py."""

from typing import Any

import pytest
from liaison_notifications.jobs.sending.read_bounces import read_bounces

FULL = {
    "bounce_address": "bounces@liaison.example",
    "bounce_secret": "a-secret-for-bounces-000",
    "bounce_mailbox": "pop3://u:p@127.0.0.1:1",
}


@pytest.fixture(params=["away", "not set"])
def more_settings(more_settings: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    return more_settings | (FULL if request.param == "away" else {})


async def test_one_that_is_away_is_waited_for_and_none_is_no_trouble(story: Any) -> None:
    assert not await story.run(read_bounces)
