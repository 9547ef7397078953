"""Keeping whoever waits: nothing is sent until there is a place."""

from typing import Any

from liaison_contracts.events import SignUpWaitlisted
from liaison_kit.database import new_id

from services.notifications.tests.conftest import START


async def test_whoever_waits_is_sent_nothing(story: Any) -> None:
    sign_up = new_id()
    ids = {"sign_up_id": sign_up, "event_id": story.event_id, "occurred_on": START.date()}
    waits = SignUpWaitlisted(**ids, version=1, party_size=1)
    await story.tell(story.event(), waits, story.contact(sign_up))
    assert await story.statuses() == {}
