"""Forgetting contacts."""

from collections.abc import Awaitable, Callable
from typing import Any

from liaison_kit.database import Database, new_id
from liaison_notifications.jobs.forget_contacts import forget_contacts
from liaison_notifications.model import ContactPoint
from sqlalchemy import func, select

Published = Callable[[], Awaitable[list[str]]]


async def contacts(database: Database) -> int | None:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(ContactPoint))


async def test_contacts_are_kept_for_thirty_days_after_the_event_ended(
    story: Any, database: Database, published: Published
) -> None:
    await story.somebody_signs_up()
    story.later(days=32, hours=1)
    await story.run(forget_contacts)
    assert await contacts(database) == 1
    story.later(hours=1, seconds=1)
    await story.run(forget_contacts)
    assert await contacts(database) == 0
    assert await published() == ["SealingKeyChanged", "ContactErased"]


async def test_a_contact_for_an_event_nobody_knows_is_forgotten_too(story: Any, database: Database) -> None:
    await story.tell(story.contact(new_id()))
    story.later(days=31)
    await story.run(forget_contacts)
    assert await contacts(database) == 0


async def test_what_became_of_messages_is_still_known(story: Any) -> None:
    await story.somebody_signs_up()
    await story.work()
    story.later(days=60)
    await story.run(forget_contacts)
    assert await story.statuses() == {"sms": "accepted", "email": "accepted"}
