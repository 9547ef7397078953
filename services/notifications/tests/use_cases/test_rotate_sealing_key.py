"""Rotating the key: whatever is on its way opens, and a crash at any point costs nothing."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from liaison_kit import clock, sealing
from liaison_kit.database import new_id
from liaison_notifications.jobs.reseal_contacts import reseal_contacts
from liaison_notifications.model import SealingKey
from liaison_notifications.model.sealing_key import THE_KEY
from liaison_notifications.sealing_key import announce_sealing_key
from sqlalchemy import text

PATH = "/api/notifications/v1/sealing-key/rotations"


def keys(story: Any) -> list[str]:
    return [key.public for key in sealing.read_keys(story.settings.sealing_key_file)]


async def announced(story: Any) -> list[tuple[int, str]]:
    """What the outbox says of the key, in order."""
    query = text("select convert_from(payload, 'utf-8') from outbox where topic like '%SealingKeyState' order by id")
    async with story.database.reading() as session:
        states = [json.loads(row)["data"] for row in (await session.scalars(query)).all()]
    return [(state["version"], state["public_key"]) for state in states]


async def test_a_rotation_adds_a_key_and_tells_its_public_half(story: Any, staff: httpx.AsyncClient) -> None:
    [first] = keys(story)
    answer = await staff.post(PATH)
    assert answer.status_code == 201
    newest, older = keys(story)
    assert older == first
    assert answer.json() == {"version": 2, "public_key": newest, "made_on": clock.today().isoformat()}
    assert await announced(story) == [(1, first), (2, newest)]
    assert story.settings.sealing_key_file.stat().st_mode & 0o777 == 0o600


async def test_only_staff_rotate(story: Any, client: httpx.AsyncClient) -> None:
    assert (await client.post(PATH)).status_code == 401
    assert len(keys(story)) == 1


async def test_asked_again_under_one_idempotency_key_it_rotates_once(story: Any, staff: httpx.AsyncClient) -> None:
    headers = {"idempotency-key": "rotation-of-november"}
    first, again = await staff.post(PATH, headers=headers), await staff.post(PATH, headers=headers)
    assert first.json() == again.json()
    assert len(keys(story)) == 2


async def test_rotations_at_once_follow_each_other(story: Any, staff: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(staff.post(PATH) for _ in range(5)))
    assert sorted(answer.json()["version"] for answer in answers) == [2, 3, 4, 5, 6]
    told = await announced(story)
    assert [key for _, key in reversed(told)] == keys(story)
    assert [version for version, _ in told] == [1, 2, 3, 4, 5, 6]


async def test_contacts_sealed_before_and_after_are_all_delivered(
    story: Any, staff: httpx.AsyncClient, gateway: Any, mailbox: Any
) -> None:
    phones = [f"+38067123450{number}" for number in range(6)]
    sign_ups = [new_id() for _ in phones]
    before = [story.contact(one, phone=phone) for one, phone in zip(sign_ups[:4], phones[:4], strict=True)]
    await story.tell(story.event(), *map(story.sign_up, sign_ups), before[0], before[1])
    await staff.post(PATH)
    # Sealed before the rotation, arriving after it; then events hears of the new key; then there is one more.
    await story.tell(before[2])
    await story.hear_of_the_key()
    await story.tell(story.contact(sign_ups[4], phone=phones[4]))
    await staff.post(PATH)
    await story.run(reseal_contacts)
    await story.tell(before[3])
    await story.hear_of_the_key()
    await story.tell(story.contact(sign_ups[5], phone=phones[5]))
    await story.work()
    assert sorted(sms["to"] for sms in gateway.received) == phones
    assert len(mailbox.received) == len(phones)
    assert story.sealing_key.version == 3


async def test_a_crash_between_file_and_commit_is_made_up_for_by_the_next_rotation(
    story: Any, staff: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    [first] = keys(story)

    def breaks(*_: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(SealingKey, "state", breaks)
        assert (await staff.post(PATH)).status_code == 500
    left, older = keys(story)
    assert older == first
    # Nobody seals for the key that was left, and what is sealed meanwhile opens.
    assert await announced(story) == [(1, first)]
    answer = (await staff.post(PATH)).json()
    assert (answer["version"], answer["public_key"]) == (2, left)
    assert keys(story) == [left, first]


async def test_a_commit_that_fails_after_the_file_leaves_a_key_for_the_migration(
    story: Any, staff: httpx.AsyncClient
) -> None:
    async with story.database.transaction() as session:
        await session.execute(text("alter table outbox add constraint full_disk check (version < 2) not valid"))
    assert (await staff.post(PATH)).status_code >= 500
    async with story.database.transaction() as session:
        await session.execute(text("alter table outbox drop constraint full_disk"))
    left = keys(story)[0]
    await announce_sealing_key(story.database, story.settings)
    async with story.database.reading() as session:
        key = await session.get(SealingKey, THE_KEY)
    assert key is not None
    assert (key.version, key.public_key) == (2, left)
