"""Contacts are sealed for the newest key."""

from typing import Any

import httpx
import pytest
from liaison_kit import sealing
from liaison_kit.database import new_id
from liaison_notifications.jobs import reseal_contacts as module
from liaison_notifications.jobs.reseal_contacts import reseal_contacts
from liaison_notifications.model import ContactPoint
from nacl.public import PrivateKey
from sqlalchemy import select

ROTATIONS = "/api/notifications/v1/sealing-key/rotations"


async def points(story: Any) -> list[ContactPoint]:
    async with story.database.reading() as session:
        return list(await session.scalars(select(ContactPoint)))


async def test_contacts_for_an_older_key_open_with_the_newest_alone(
    story: Any, staff: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    for number in range(5):
        await story.tell(story.contact(new_id(), name=f"Олена {number}"))
    await staff.post(ROTATIONS)
    await story.hear_of_the_key()
    await story.tell(story.contact(new_id(), name="Олена 5"))
    await story.run(reseal_contacts)
    newest = sealing.private_keys(story.settings.sealing_key_file)[0]
    found = await points(story)
    assert {point.key_version for point in found} == {2}
    assert len({sealing.unseal(point.sealed, newest) for point in found}) == 6


async def test_a_contact_sealed_for_the_newest_key_is_left_alone(story: Any) -> None:
    await story.tell(story.contact(new_id()))
    [before] = await points(story)
    await story.run(reseal_contacts)
    [after] = await points(story)
    assert after.sealed == before.sealed


async def test_a_box_that_no_key_opens_stays_and_holds_up_nobody(
    story: Any, staff: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    stranger = sealing.seal(b"{}", sealing.public_half(PrivateKey.generate()))
    for _ in range(3):
        await story.tell(story.contact(new_id()).model_copy(update={"sealed": stranger}))
    await story.tell(story.contact(new_id()))
    await staff.post(ROTATIONS)
    await story.run(reseal_contacts)
    found = await points(story)
    assert [point.key_version for point in found if point.sealed == stranger] == [1, 1, 1]
    assert [point.key_version for point in found if point.sealed != stranger] == [2]
