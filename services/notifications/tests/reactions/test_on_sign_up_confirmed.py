"""Planning confirmations, whatever arrives first."""

import asyncio
from itertools import permutations
from typing import Any

import pytest
from liaison_kit.database import new_id
from liaison_notifications.model import Delivery
from sqlalchemy import func, select


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_order_in_which_the_three_facts_arrive_does_not_matter(story: Any, order: tuple[int, ...]) -> None:
    sign_up = new_id()
    facts = [story.event(), story.sign_up(sign_up), story.contact(sign_up)]
    first, second, third = (facts[place] for place in order)
    await story.tell(first, second)
    assert await story.statuses() == {}
    await story.tell(third)
    assert await story.statuses() == {"sms": "planned", "email": "planned"}


async def test_the_same_facts_again_plan_nothing_new(story: Any) -> None:
    sign_up = new_id()
    facts = [story.event(), story.sign_up(sign_up), story.contact(sign_up)]
    await story.tell(*facts, *facts, story.event(version=2))
    before = await story.deliveries()
    await story.work()
    await story.tell(*facts)
    after = await story.deliveries()
    assert {row.id for row in before.values()} == {row.id for row in after.values()}
    assert await story.statuses() == {"sms": "accepted", "email": "accepted"}


async def test_facts_that_are_applied_at_the_same_time_still_meet(story: Any) -> None:
    sign_ups = [new_id() for _ in range(5)]
    facts = [story.event()]
    for sign_up in sign_ups:
        facts += [story.sign_up(sign_up), story.contact(sign_up)]
    await asyncio.gather(*(story.tell(fact) for fact in facts))
    async with story.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Delivery)) == 2 * len(sign_ups)
