"""Trying a bulletin: one to oneself."""

from typing import Any

import pytest

from services.notifications.tests.bulletining import Coordinators, the_bulletin
from services.notifications.tests.conftest import EMAIL, PHONE


@pytest.fixture
def more_settings(more_settings: dict[str, Any]) -> dict[str, Any]:
    return more_settings | {"trial_addresses": f"{EMAIL} {PHONE}"}


async def test_one_is_sent_to_oneself_by_either_channel(
    story: Any, coordinators: Coordinators, mailbox: Any, gateway: Any
) -> None:
    path = await coordinators.write()
    for to in (EMAIL, PHONE):
        answer = await coordinators.post(coordinators.author, f"{path}/trials", json={"to": to, "language": "uk"})
        assert answer.status_code == 202
    await story.work()
    assert mailbox.mails[-1]["Subject"] == "Переїзд офісу"
    assert gateway.received[-1]["text"].startswith("Офіс переїжджає.")
    assert (await the_bulletin(story)).status == "draft"


async def test_no_trial_by_a_channel_that_it_has_no_words_for(coordinators: Coordinators) -> None:
    path = await coordinators.write(sms="")
    answer = await coordinators.post(coordinators.author, f"{path}/trials", json={"to": PHONE})
    assert (answer.status_code, answer.json()["title"]) == (422, "No words for it")
