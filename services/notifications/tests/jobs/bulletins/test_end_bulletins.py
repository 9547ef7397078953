"""Ending a bulletin: what became of it is exact at any moment, and told in fives."""

from typing import Any

from liaison_contracts.notifications import BulletinTotal
from liaison_notifications.jobs.bulletins.end_bulletins import end_bulletins
from liaison_notifications.model.bulletins.counts import BulletinTick, add_up
from sqlalchemy import func, select, text

from services.notifications.tests.bulletining import Coordinators, many, messages_of, planned


async def test_what_is_told_names_figures_in_fives(story: Any, coordinators: Coordinators, database: Any) -> None:
    await many(story, 12)
    path = await coordinators.approved(sms="")
    await planned(story)
    ids = [row.id for row in await messages_of(story)]
    for status, some in (("cancelled", ids[:7]), ("expired", ids[7:])):
        async with database.transaction() as session:
            where = text("update delivery set status = :s, next_try_at = null where id = any(:ids)")
            await session.execute(where, {"s": status, "ids": some})
    await story.run(end_bulletins)
    async with database.reading() as session:
        value = await session.scalar(text("select payload from outbox where topic like '%BulletinSent%'"))
    assert b'"not_sent":10' in bytes(value).replace(b" ", b"")
    assert b'"sent":null' in bytes(value).replace(b" ", b"")
    assert [one["not_sent"] for one in (await coordinators.shown(path))["progress"]] == [12]
    assert BulletinTotal(channel="email", sent=None, failed=None, in_doubt=None, not_sent=10)


async def test_counting_is_exact_while_it_is_being_added_up(story: Any, coordinators: Coordinators) -> None:
    await many(story, 6)
    path = await coordinators.approved(sms="")
    await planned(story)
    (before,) = (await coordinators.shown(path))["progress"]
    async with story.database.transaction() as session:
        assert await add_up(session) == 6
    (after,) = (await coordinators.shown(path))["progress"]
    assert before == after
    assert after["waiting"] == after["planned"] == 6
    async with story.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(BulletinTick)) == 0
