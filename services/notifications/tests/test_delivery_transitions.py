"""The database itself keeps deliveries from moving where they must not."""

from itertools import product

import pytest
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_notifications.model import Delivery
from liaison_notifications.model.sending.delivery import BEGINNINGS, TRANSITIONS, DeliveryStatus
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

LEGAL = {(str(old), str(new)) for old, news in TRANSITIONS.items() for new in news}
LEGAL |= {("new", str(status)) for status in BEGINNINGS}


def delivery(status: str) -> Delivery:
    return Delivery(
        id=new_id(),
        dedupe_key=str(new_id()),
        channel="sms",
        purpose="confirmation",
        sign_up_id=new_id(),
        event_id=new_id(),
        status=status,
        created_at=clock.now(),
    )


async def test_the_database_allows_what_the_model_says(database: Database) -> None:
    async with database.reading() as session:
        rows = await session.execute(text("select from_status, to_status from delivery_transition"))
        assert {(row[0], row[1]) for row in rows} == LEGAL


async def test_every_other_move_is_refused(database: Database) -> None:
    for old, new in product(DeliveryStatus, DeliveryStatus):
        if old == new or (old, new) in LEGAL:
            continue
        async with database.transaction() as session:
            row = delivery("planned")
            session.add(row)
            await session.flush()
            await session.execute(text("alter table delivery disable trigger user"))
            there = {"status": old, "reason": "quiet_hours", "next_try_at": clock.now()}
            await session.execute(update(Delivery).where(Delivery.id == row.id).values(there))
            await session.execute(text("alter table delivery enable trigger user"))
            with pytest.raises(IntegrityError, match=f"cannot go from {old} to {new}"):
                async with session.begin_nested():
                    await session.execute(update(Delivery).where(Delivery.id == row.id).values(status=new))


async def test_a_delivery_cannot_begin_as_sent(database: Database) -> None:
    with pytest.raises(IntegrityError, match="cannot go from new to accepted"):
        async with database.transaction() as session:
            session.add(delivery("accepted"))


async def test_what_is_held_says_why_and_until_when(database: Database) -> None:
    async with database.transaction() as session:
        session.add(delivery("planned"))
        await session.flush()
        with pytest.raises(IntegrityError, match="ck_delivery_held"):
            async with session.begin_nested():
                await session.execute(update(Delivery).values(status="held"))
