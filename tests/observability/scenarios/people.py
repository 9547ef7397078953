"""What people and other systems notice: no messages, slow pages, a job that fails, a webhook that is stopped."""

import asyncio
import json
import tempfile
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from tests.journeys import network as steps
from tests.journeys.network import Resident
from tests.observability.ground import Ground
from tests.observability.scenarios.processes import good_answers
from tests.observability.scenarios.scenario import scenario

SECRET = "a-secret-of-receipts-000"
PSQL = "docker compose exec -T postgres psql -U postgres -d"


DAYS, NUMBERS = count(10), count()
ROOM_FOR = 14
"""Pairs of people, in the smallest room."""


async def event(ground: Ground) -> dict[str, Any]:
    """Each on a day of its own."""
    office = await steps.open_office(ground.network)
    evening = steps.next_evening() + timedelta(days=next(DAYS))
    return await steps.schedule_event(ground.network, office, evening)


async def sign_up(ground: Ground, how_many: int) -> None:
    """So many residents, each of whom gets an SMS and a mail."""
    assert how_many <= ROOM_FOR
    held = await event(ground)
    for number in (next(NUMBERS) for _ in range(how_many)):
        resident = Resident(phone=f"+3806712{number:05}", email=f"resident-{number}@example.com")
        await steps.sign_up(ground.network, held, resident)


@scenario(
    "one provider of SMS is down, then both and the mail relay; then all are back, and much did not arrive",
    turn=1,
    alerts="ProviderFailing ProviderDown MessagesLate",
    only_fires="MessagesSlow MessagesUndelivered",
    follows={"provider-down.md": "ProviderDown, MessagesLate"},
)
async def providers(ground: Ground) -> None:
    await sign_up(ground, ROOM_FOR)
    await ground.typed("docker compose stop second-gateway")
    while not await ground.ask("liaison_provider_working == 0"):
        await sign_up(ground, 4)
        await asyncio.sleep(2)
    await ground.fires("ProviderFailing", provider="second")
    await ground.typed("docker compose stop sink")
    await sign_up(ground, 6)
    await asyncio.gather(
        ground.fires("ProviderDown", channel="sms"),
        ground.fires("ProviderDown", channel="email"),
        ground.fires("MessagesLate", lane="normal"),
    )
    await ground.follow("provider-down.md", "ProviderDown")
    await ground.follow("provider-down.md", "MessagesLate")
    await ground.typed("docker compose start sink second-gateway")  # whoever was called has mended it
    await asyncio.gather(ground.ends("MessagesLate"), ground.fires("MessagesSlow"))
    await sign_up(ground, 4)  # something to try them with
    await ground.ends("ProviderDown")
    await ground.ends("ProviderFailing")
    await undelivered(ground)


async def undelivered(ground: Ground) -> None:
    """The provider says of ten messages that they did not arrive."""
    taken = (await ground.network.sink.get("/api/sms")).raise_for_status().json()
    told = [{"id": one["id"], "status": "undelivered"} for one in taken][:12]
    address = f"/api/notifications/v1/receipts/first/{SECRET}"
    for some in (told[:1], told[1:]):
        answer = await ground.network.http.post(address, json=some)
        assert answer.status_code == 204, answer.text
        await asyncio.sleep(3)  # of a counter that was not there before Prometheus sees no rise
    await ground.fires("MessagesUndelivered", provider="first")


@scenario(
    "a table is locked for seconds, again and again",
    turn=1,
    alerts="HttpSlow",
    follows={"pages.md": "HttpSlow"},
)
async def slow_pages(ground: Ground) -> None:
    lock = "begin; lock table office in access exclusive mode; select pg_sleep(4)"
    for _ in range(2):
        locked = asyncio.create_task(ground.typed(f'{PSQL} registry -c "{lock}"'))
        await asyncio.sleep(1)
        asked = [ground.network.http.get("/api/registry/v1/offices") for _ in range(15)]
        await asyncio.gather(*asked, return_exceptions=True)
        await locked
    await ground.fires("HttpSlow", service="registry")
    await ground.follow("pages.md", "HttpSlow", SERVICE="registry")
    await good_answers(ground, 1500, "HttpSlow")


@scenario(
    "another system's receiver is dead for days",
    turn=1,
    alerts="WebhookStopped",
    follows={"subscribers.md": "WebhookStopped"},
)
async def receiver_dead(ground: Ground) -> None:
    """The days are put back by hand in its row; that nobody answers is true."""
    await ground.typed("liaison webhooks add 'The city site' http://receiver:8099/facts")
    [webhook] = await _webhooks(ground)
    await ground.typed("docker compose stop receiver")
    await event(ground)  # something to tell
    await _until_it_is(ground, "failing")
    days_ago = "update webhook set failing_since = now() - interval '6 days', next_try_at = now()"
    await ground.typed(f'{PSQL} reporting -c "{days_ago}"')
    await ground.fires("WebhookStopped")
    await ground.typed("docker compose start receiver")  # whoever runs it has mended it
    await ground.follow("subscribers.md", "WebhookStopped", WEBHOOK=webhook["id"])
    await ground.ends("WebhookStopped")
    await _until_it_is(ground, "working")


@scenario(
    "the file of sealing keys is gone",
    turn=4,
    alerts="JobFailing",
    follows={"jobs.md": "JobFailing"},
)
async def keys_gone(ground: Ground) -> None:
    file = "/var/lib/liaison/sealing.key"
    with tempfile.TemporaryDirectory() as folder:
        copy = str(Path(folder) / "sealing.key")
        await ground.typed(f"docker compose cp notifications-jobs:{file} {copy}")
        await ground.typed(f"docker compose exec -T notifications-jobs mv {file} {file}.away")
        try:
            await sign_up(ground, 1)
            await ground.fires("JobFailing", service="notifications", exported_job="send_messages")
        finally:
            said = await ground.follow("jobs.md", "JobFailing", SERVICE="notifications", FILE="sealing.key", COPY=copy)
        assert "FileNotFoundError" in said
        await ground.ends("JobFailing")


async def _webhooks(ground: Ground) -> list[dict[str, Any]]:
    answer = await ground.network.http.get("/api/reporting/v1/webhooks", headers=ground.network.staff_headers)
    found: list[dict[str, Any]] = answer.raise_for_status().json()["webhooks"]
    return found


async def _until_it_is(ground: Ground, state: str) -> None:
    for _ in range(200):
        if [one["state"] for one in await _webhooks(ground)] == [state]:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(json.dumps(await _webhooks(ground)))
