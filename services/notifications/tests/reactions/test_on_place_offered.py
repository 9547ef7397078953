"""Telling somebody who waited that a place is free."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from liaison_contracts.events import PlaceOffered, SignUpConfirmed, SignUpWaitlisted
from liaison_kit.database import new_id
from liaison_notifications.model import Delivery
from sqlalchemy import select

from services.notifications.tests.conftest import START


def facts(story: Any, sign_up_id: Any, hours: float = 12) -> list[Any]:
    ids = {"sign_up_id": sign_up_id, "event_id": story.event_id, "occurred_on": START.date(), "party_size": 1}
    waits = SignUpWaitlisted(**ids, version=1)
    return [waits, PlaceOffered(**ids, version=2, offered_until=START + timedelta(hours=hours))]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_they_are_told_until_when_it_is_held_whatever_arrives_first(story: Any, order: tuple[int, ...]) -> None:
    sign_up = new_id()
    told = [story.event(), story.contact(sign_up), *facts(story, sign_up)]
    await story.tell(*(told[place] for place in order))
    assert await story.statuses() == {"sms": "planned", "email": "planned"}


async def test_the_message_says_where_to_take_the_place_and_until_when(story: Any, gateway: Any, mailbox: Any) -> None:
    sign_up = new_id()
    await story.tell(story.event(), story.contact(sign_up), *facts(story, sign_up))
    await story.work()
    (sms,), (mail,) = gateway.received, mailbox.mails
    assert "Для вас є місце" in sms["text"]
    assert "Займіть його до 16.05, 00:00" in sms["text"]
    assert f"/s/{sign_up.hex[-8:]}" in sms["text"]
    assert "Для вас є місце" in mail["Subject"]


@pytest.mark.parametrize("answered", [True, False])
async def test_an_offer_that_was_answered_or_is_over_is_not_sent_any_more(
    story: Any, gateway: Any, answered: bool
) -> None:
    sign_up = new_id()
    await story.tell(story.event(), story.contact(sign_up), *facts(story, sign_up, hours=1))
    if answered:
        ids = {"sign_up_id": sign_up, "event_id": story.event_id, "occurred_on": START.date()}
        await story.tell(SignUpConfirmed(**ids, version=3, party_size=1))
    else:
        story.later(hours=1)
    await story.work()
    async with story.database.reading() as session:
        rows = (await session.execute(select(Delivery.purpose, Delivery.status, Delivery.reason))).all()
    offers = {(row.status, row.reason) for row in rows if row.purpose == "offer"}
    assert offers == ({("cancelled", "offer_answered")} if answered else {("expired", "offer_over")})
    assert ["Для вас є місце" in sms["text"] for sms in gateway.received] == ([False] if answered else [])
