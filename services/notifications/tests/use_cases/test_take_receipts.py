"""Receipts come by webhook: twice, early, late, out of order, and from strangers."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import new_id
from liaison_notifications.jobs.sending.settle_receipts import settle_receipts
from liaison_notifications.model import Delivery, Receipt
from sqlalchemy import select

SECRET, OTHER_SECRET = "receipts-of-the-first-000", "receipts-of-the-second-00"
API = "/api/notifications/v1/receipts"


@pytest.fixture
def more_settings(more_settings: dict[str, Any], gateway: Any) -> dict[str, Any]:
    first = f"http://:t@127.0.0.1:{gateway.port}/sms?name=first&receipts={SECRET}"
    turbo = f"turbosms+http://t@127.0.0.1:1?name=turbo&weight=0.0001&receipts={OTHER_SECRET}"
    return more_settings | {"sms_gateway_token": "", "sms_providers": f"{first} {turbo}"}


async def tell(client: httpx.AsyncClient, body: Any, name: str = "first", secret: str = SECRET) -> int:
    return (await client.post(f"{API}/{name}/{secret}", json=body)).status_code


async def sent(story: Any) -> str:
    """One SMS that the first provider has taken; its id."""
    await story.somebody_signs_up(email=None)
    await story.work()
    sms = await the_sms(story)
    assert sms.status == "accepted"
    if sms.provider != "first":
        async with story.database.transaction() as session:
            (await session.get(Delivery, sms.id)).provider = "first"
    return str(sms.id)


async def the_sms(story: Any) -> Delivery:
    return (await story.deliveries())["sms"]


async def receipts(story: Any) -> list[Receipt]:
    async with story.database.reading() as session:
        return list(await session.scalars(select(Receipt).order_by(Receipt.id)))


@pytest.mark.parametrize(
    "status, becomes, reason",
    [
        ("delivered", "delivered", None),
        ("undelivered", "undelivered", "not_deliverable"),
        ("expired", "undelivered", "not_reached"),
        ("sent", "accepted", None),
    ],
)
async def test_what_it_says_becomes_of_the_message(
    story: Any, client: httpx.AsyncClient, status: str, becomes: str, reason: str | None
) -> None:
    sms = await sent(story)
    assert await tell(client, {"id": sms, "status": status}) == 204
    row = await the_sms(story)
    assert (row.status, row.reason) == (becomes, reason)


async def test_every_receipt_is_kept_without_the_persons_number(story: Any, client: httpx.AsyncClient) -> None:
    sms = await sent(story)
    for status in ("delivered", "delivered", "sent"):
        await tell(client, {"id": sms, "status": status, "to": "+380671234567"})
    kept = await receipts(story)
    assert [(row.says, row.outcome, row.delivery_id) for row in kept] == [
        ("delivered", "counted", UUID(sms)),
        ("delivered", "counted", UUID(sms)),
        ("under_way", "counted", UUID(sms)),
    ]
    assert "671234567" not in str([row.raw for row in kept])
    assert (await the_sms(story)).status == "delivered"


@pytest.mark.parametrize("order", [("delivered", "undelivered"), ("undelivered", "delivered")])
async def test_delivered_stays_delivered_in_whatever_order_they_come(
    story: Any, client: httpx.AsyncClient, order: tuple[str, str]
) -> None:
    sms = await sent(story)
    for status in order:
        await tell(client, {"id": sms, "status": status})
    assert (await the_sms(story)).status == "delivered"


async def test_a_long_sms_has_arrived_when_all_its_parts_have(story: Any, client: httpx.AsyncClient) -> None:
    sms = await sent(story)
    part = {"id": sms, "status": "delivered", "parts": 2}
    await tell(client, [part | {"part": 2}, part | {"part": 2}])
    assert (await the_sms(story)).status == "accepted"
    await tell(client, part | {"part": 1})
    assert (await the_sms(story)).status == "delivered"


async def test_one_that_is_earlier_than_our_own_commit_waits_for_it(story: Any, client: httpx.AsyncClient) -> None:
    await story.somebody_signs_up(email=None)
    (claimed,) = await story.claims("first")
    with clock.set_to(story.now):
        assert await tell(client, {"id": str(claimed.delivery.id), "status": "delivered"}) == 204
    assert (await the_sms(story)).status == "claimed"
    story.later(seconds=31)
    await story.work()
    await story.run(settle_receipts)
    assert (await the_sms(story)).status == "delivered"


@pytest.mark.parametrize("by", ["a stranger's id", "another provider"])
async def test_one_that_is_none_of_its_providers_messages_is_kept_and_moves_nothing(
    story: Any, client: httpx.AsyncClient, by: str
) -> None:
    sms = await sent(story)
    with clock.set_to(story.now):
        if by == "another provider":
            assert await tell(client, {"message_id": sms, "status": "Delivered"}, "turbo", OTHER_SECRET) == 204
        else:
            assert await tell(client, {"id": str(new_id()), "status": "delivered"}) == 204
    assert (await the_sms(story)).status == "accepted"
    story.later(days=4)
    await story.run(settle_receipts)
    assert [row.outcome for row in await receipts(story)] == ["foreign"]
    assert (await the_sms(story)).status == "accepted"


async def test_turbosms_names_it_by_its_own_id(story: Any, client: httpx.AsyncClient) -> None:
    sms = await sent(story)
    async with story.database.transaction() as session:
        row = await session.get(Delivery, UUID(sms))
        row.provider, row.provider_id = "turbo", "f83f8868-5e46"
    body = {"message_id": "f83f8868-5e46", "recipient": "380671234567", "status": "Delivered", "type": "sms"}
    assert await tell(client, body, "turbo", OTHER_SECRET) == 204
    assert (await the_sms(story)).status == "delivered"


@pytest.mark.parametrize(
    "answered, receipted", [("000000A1", "0000000161"), ("161", "A1"), ("a1", "161"), ("0000000161", "161")]
)
async def test_an_id_written_another_way_is_found_once_its_own_had_its_time(
    story: Any, client: httpx.AsyncClient, answered: str, receipted: str
) -> None:
    sms = await sent(story)
    async with story.database.transaction() as session:
        (await session.get(Delivery, UUID(sms))).provider_id = answered
    with clock.set_to(story.now):
        await tell(client, {"id": receipted, "status": "delivered"})
        await story.run(settle_receipts)
    assert [row.message for row in await receipts(story)] == [receipted]
    assert (await the_sms(story)).status == "accepted"
    story.later(seconds=61)
    await story.run(settle_receipts)
    assert (await the_sms(story)).status == "delivered"


async def test_delivered_all_the_same_it_is_not_tried_again(
    story: Any, client: httpx.AsyncClient, gateway: Any
) -> None:
    gateway.mood = 403
    await story.somebody_signs_up(email=None)
    for _ in range(20):
        await story.work()
        if (row := await the_sms(story)).provider == "first" and row.status == "retry_wait":
            break
        story.later(minutes=1)
    assert row.status == "retry_wait"
    await tell(client, {"id": str(row.id), "status": "delivered"})
    gateway.mood = "accept"
    story.later(hours=1)
    await story.work()
    assert ((await the_sms(story)).status, gateway.received) == ("delivered", [])


@pytest.mark.parametrize(
    "name, secret", [("first", OTHER_SECRET), ("nobody", SECRET), ("first", "x"), ("turbo", SECRET), ("nobody", "x")]
)
async def test_who_does_not_know_the_secret_finds_nothing(
    story: Any, client: httpx.AsyncClient, name: str, secret: str
) -> None:
    assert await tell(client, {"id": "1", "status": "delivered"}, name, secret) == 404
    assert await receipts(story) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"status": "delivered"}', b"\xff", b"[" * 100_000])
async def test_what_is_no_receipt_is_refused(story: Any, client: httpx.AsyncClient, content: bytes) -> None:
    answer = await client.post(f"{API}/first/{SECRET}", content=content)
    assert answer.status_code == 422
    assert await receipts(story) == []
