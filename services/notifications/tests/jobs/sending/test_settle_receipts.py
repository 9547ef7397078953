"""Receipts that an SMSC brings over the session that messages go by."""

import asyncio
from typing import Any

import pytest
from liaison_local.gateways.script import Receipts, Script
from liaison_local.gateways.smpp import Smsc
from liaison_notifications.jobs.sending.settle_receipts import settle_receipts
from liaison_notifications.model import Receipt
from sqlalchemy import select


@pytest.fixture
def more_settings(more_settings: dict[str, Any], smsc: Smsc) -> dict[str, Any]:
    return more_settings | {"sms_gateway_token": "", "sms_providers": f"smpp://e:p@127.0.0.1:{smsc.listener.port}"}


async def kept(story: Any) -> list[Receipt]:
    async with story.database.reading() as session:
        return list(await session.scalars(select(Receipt).order_by(Receipt.id)))


@pytest.mark.parametrize("decimal", [False, True])
async def test_an_smsc_tells_over_the_session_and_its_ids_may_be_written_another_way(
    story: Any, smsc: Smsc, decimal: bool
) -> None:
    smsc.direct(Script(receipts=Receipts(after=0, doubled=1, reordered=1, decimal=decimal)))
    await story.somebody_signs_up(email=None)
    await story.work()
    while len(await kept(story)) < 3:
        await story.run(settle_receipts)
        await asyncio.sleep(0.01)
    assert {row.message for row in await kept(story)} == {"0000000161" if decimal else "000000A1"}
    story.later(seconds=61)
    await story.run(settle_receipts)
    assert (await story.deliveries())["sms"].status == "delivered"
    (message,) = smsc.received.messages
    assert message.text[:20] not in str([row.raw for row in await kept(story)])
