"""Old keys go when nothing sealed for them can come any more, and not before."""

from typing import Any

import httpx
from liaison_kit import clock, sealing
from liaison_kit.database import new_id
from liaison_kit.tables import ParkedRow
from liaison_notifications.jobs.forget_sealing_keys import LONGEST_WAY, forget_sealing_keys
from liaison_notifications.jobs.reseal_contacts import reseal_contacts
from sqlalchemy import update

ROTATIONS = "/api/notifications/v1/sealing-key/rotations"


async def rotate(story: Any, staff: httpx.AsyncClient) -> None:
    with clock.set_to(story.now):
        assert (await staff.post(ROTATIONS)).status_code == 201


def keys(story: Any) -> list[str]:
    return [key.public for key in sealing.read_keys(story.settings.sealing_key_file)]


async def test_a_key_is_forgotten_when_its_successor_is_older_than_the_longest_way(
    story: Any, staff: httpx.AsyncClient
) -> None:
    story.now = clock.now()
    await rotate(story, staff)
    second, first = keys(story)
    story.later(days=LONGEST_WAY.days)
    await story.run(forget_sealing_keys)
    assert keys(story) == [second, first]
    story.later(days=1)
    await story.run(forget_sealing_keys)
    assert keys(story) == [second]


async def test_monthly_rotations_do_not_pile_up_keys(story: Any, staff: httpx.AsyncClient) -> None:
    story.now = clock.now()
    for _ in range(6):
        await rotate(story, staff)
        story.later(days=30)
        await story.run(forget_sealing_keys)
    # The newest, and the one that it followed 30 days ago; the one before was followed 60 days ago.
    assert len(keys(story)) == 2


async def test_nothing_is_forgotten_while_a_contact_kept_here_needs_it(story: Any, staff: httpx.AsyncClient) -> None:
    story.now = clock.now()
    await story.tell(story.contact(new_id()))
    await rotate(story, staff)
    story.later(days=60)
    await story.run(forget_sealing_keys)
    assert len(keys(story)) == 2
    await story.run(reseal_contacts)
    await story.run(forget_sealing_keys)
    assert len(keys(story)) == 1


async def test_nothing_is_forgotten_while_a_parked_contact_may_need_it(story: Any, staff: httpx.AsyncClient) -> None:
    story.now = clock.now()
    await rotate(story, staff)
    topic = f"{story.settings.topic_prefix}ParticipantContact"
    async with story.database.transaction() as session:
        session.add(ParkedRow(topic=topic, partition=0, offset=0, headers=[], reason="refused"))
    story.later(days=60)
    await story.run(forget_sealing_keys)
    assert len(keys(story)) == 2
    async with story.database.transaction() as session:
        await session.execute(update(ParkedRow).values(dropped_at=clock.now()))
    await story.run(forget_sealing_keys)
    assert len(keys(story)) == 1
