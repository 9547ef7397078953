"""What an event is called, or a resident, never runs on the page of messages."""

from typing import Any

import httpx

from tests.attacks.markup import ALL, running_in


async def test_the_list_of_messages_runs_nothing(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up(name=ALL)
    await story.tell(story.event(version=2, title=ALL))
    await story.work()
    for path in ("/messages", "/messages?lang=en"):
        page = await staff.get(path)
        assert page.status_code == 200
        assert running_in(page.text) == []
