"""The list of sealing keys."""

import base64
from typing import Any

import httpx
from liaison_kit import clock, sealing
from liaison_kit.database import new_id

PATH = "/api/notifications/v1/sealing-keys"


async def test_staff_see_which_key_is_in_use_and_no_private_half(story: Any, staff: httpx.AsyncClient) -> None:
    await story.tell(story.contact(new_id()))
    await staff.post("/api/notifications/v1/sealing-key/rotations")
    path = story.settings.sealing_key_file
    second, first = sealing.read_keys(path)
    waiting = sealing.next_key(path, second.public, clock.today())
    answer = await staff.get(PATH)
    found = answer.json()
    assert (found["version"], found["contacts_to_reseal"]) == (2, 1)
    assert [(key["public_key"], key["use"]) for key in found["keys"]] == [
        (waiting.public, "waits"),
        (second.public, "seals"),
        (first.public, "opens"),
    ]
    private = [base64.b64encode(bytes(key.private)).decode() for key in sealing.read_keys(path)]
    assert not [key for key in private if key in answer.text]


async def test_others_see_nothing(story: Any, client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH)).status_code == 401
