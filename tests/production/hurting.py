"""One of each is killed while the load goes on; then the checker of faults says what was lost, or came twice."""

import asyncio
import inspect
import random
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from tests.faults.checker import Verdict, Window, judge
from tests.faults.client import Client
from tests.journeys.network import Network
from tests.production import found
from tests.production.load import Hours, Reader, SignUps
from tests.production.stack import ROLES, SERVICES, Stack, docker

HOURS_A_SECOND, SIGN_UPS_A_SECOND, PAGES_A_SECOND = 5.0, 3.0, 4.0
WARM_COMMANDS = 20
PATIENCE = 180.0
TAIL_SECONDS = 5.0
COPIED = ("events", "notifications", "reporting")
OUTBOXES = "select count(*) from outbox"


class Hurting:
    """The load of one drill, what is done to the system meanwhile, and what is wrong at the end."""

    def __init__(self, stack: Stack, network: Network, events: list[UUID], rng: random.Random) -> None:
        self.stack, self.network, self.events, self.rng = stack, network, events, rng
        self.complaints: list[str] = []
        self._windows: list[Window] = []
        self._before: dict[UUID, int] = {}

    async def begin(self, folder: Path) -> None:
        rows = await self.stack.ask("registry", "select id, version from office")
        self._before = {row["id"]: row["version"] for row in rows}
        told = {"verify": self.stack.trust, "headers": self.network.staff_headers, "trust_env": False}
        offices = list(self._before)
        self.hours = Hours(self.stack.url, offices, HOURS_A_SECOND, folder / "hours.jsonl", self.rng, **told)
        told.pop("headers")
        self.sign_ups = SignUps(
            self.stack.url, self.events, SIGN_UPS_A_SECOND, folder / "sign-ups.jsonl", self.rng, **told
        )
        self.reader = Reader(self.stack.url, PAGES_A_SECOND, self.stack.trust)
        await self._until(lambda: all(one.ok >= WARM_COMMANDS for one in self._clients), "the first commands")

    @property
    def _clients(self) -> tuple[Client, Client]:
        return self.hours, self.sign_ups

    async def one_of_each(self) -> None:
        await self._hurt("the broker that leads", [f"{self._leader()}-1"])
        for role in ROLES:
            await self._hurt(f"one {role} of each service", [f"{service}-{role}-1" for service in SERVICES])

    def _leader(self) -> str:
        """Of the partition that leads the list, by the name of its container."""
        metadata = self.stack.admin.list_topics("OfficeHoursChanged", timeout=20)
        node = metadata.topics["OfficeHoursChanged"].partitions[0].leader
        return "kafka" if node == 1 else f"kafka-{node}"

    async def _hurt(self, what: str, containers: list[str]) -> None:
        async def kill() -> None:
            restarts = {one: await asyncio.to_thread(self.stack.kill, one) for one in containers}
            for one, before in restarts.items():
                await self._until(
                    lambda one=one, before=before: self.stack.restarted_since(one, before), f"{one} again"
                )

        await self._during(f"{what}: kill -9", kill)

    async def caddy(self) -> None:
        await self._during("Caddy: restarted", lambda: asyncio.to_thread(docker, "compose", "restart", "caddy"))

    async def password_of(self, service: str) -> None:
        """As docs/operations.md has it: a new file, its user changed, and one process after the other anew."""

        async def swap() -> None:
            file = self.stack.secrets / f"{service}_kafka_password"
            file.write_text(secrets.token_hex(24))
            await asyncio.to_thread(docker, "compose", "run", "--rm", "--no-deps", "--no-TTY", "administrator")
            for role in ("consumer", "relay"):
                for number in (1, 2):
                    name = f"{self.stack.project}-{service}-{role}-{number}"
                    await asyncio.to_thread(docker, "restart", name)
                    await self._until(self._all_ready, f"{name} is ready again")

        await self._during(f"the password of {service} in Kafka: changed", swap)

    async def _during(self, what: str, hurt: Callable[[], Awaitable[Any]]) -> None:
        began, self.reader.hurt = time.monotonic(), what
        await hurt()
        healed = time.monotonic()
        goal = {row["id"]: row["version"] for row in await self.stack.ask("registry", "select id, version from office")}
        await self._until(lambda: self._has_come_to(goal), f"{what}: all copies catch up")
        caught_up = time.monotonic() - healed
        await self._until(self._all_ready, f"{what}: all are ready")
        await self._until(self._in_sync, f"{what}: all partitions have three copies")
        self.reader.hurt = "nothing"
        self._windows.append(Window(began, time.monotonic()))
        print(f"{what}; caught up {caught_up:.0f} s later, all well after {time.monotonic() - began:.0f} s")

    async def _has_come_to(self, goal: dict[UUID, int]) -> bool:
        for service in COPIED:
            copies = {
                row["id"]: row["version"]
                for row in await self.stack.ask(service, "select id, version from office_copy")
            }
            if any(copies.get(office, 0) < version for office, version in goal.items()):
                return False
        return True

    async def _all_ready(self) -> bool:
        try:
            return (await self.network.http.get("/health")).status_code == 200
        except httpx.TransportError:
            return False

    async def _in_sync(self) -> bool:
        described = await asyncio.to_thread(self.stack.admin.list_topics, timeout=20)
        parts = [one for topic in described.topics.values() for one in topic.partitions.values()]
        return all(len(one.isrs) == 3 for one in parts)

    async def end(self) -> None:
        """A last stretch in which all must go well at the first attempt, then no more is asked."""
        await self._until(lambda: all(one.is_settled for one in self._clients), "an answer to what was held up")
        began = time.monotonic()
        await asyncio.sleep(TAIL_SECONDS)
        self._tail = Window(began, time.monotonic())
        for client in self._clients:
            await client.stop(60)
        await self.reader.stop()
        await self._until(self._nothing_waits, "nothing is on its way any more")

    async def _nothing_waits(self) -> bool:
        outboxes = [(await self.stack.ask(service, OUTBOXES))[0][0] for service in SERVICES]
        waiting = "select count(*) from delivery where status in ('planned', 'claimed', 'retry_wait', 'held')"
        messages = (await self.stack.ask("notifications", f"{waiting} and purpose = 'confirmation'"))[0][0]
        goal = {row["id"]: row["version"] for row in await self.stack.ask("registry", "select id, version from office")}
        places = {row["id"] for row in await self.stack.ask("events", found.SIGN_UPS, self.events)}
        feed = len(await self.stack.ask("reporting", found.FEED))
        told = sum(goal[office] - before for office, before in self._before.items())
        there = await found.counted(self.stack, self.events)
        return not any(outboxes) and not messages and feed >= told and places <= there and await self._has_come_to(goal)

    async def judge(self) -> None:
        for service, evidence in (await found.of_hours(self.stack, self.hours.commands, self._before)).items():
            self._tell(f"hours of offices, copied by {service}", judge(evidence, self._windows, self._tail))
        evidence = await found.of_sign_ups(self.stack, self.network.sink, self.sign_ups.commands, self.events)
        self._tell("sign-ups and their messages", judge(evidence, self._windows, self._tail))
        counted = await found.counted(self.stack, self.events)
        if counted != evidence.districts.keys():
            self.complaints.append(f"reporting counts {len(counted)} of {len(evidence.districts)} sign-ups")
        excused = [one for one in self.reader.failed if "Caddy" in one]
        wrong = [one for one in self.reader.failed if one not in excused]
        asked = sum(self.reader.answers.values())
        print(f"pages: {asked} asked for once, {len(wrong)} failed ({len(excused)} more while Caddy was away)")
        self.complaints += wrong

    def _tell(self, what: str, verdict: Verdict) -> None:
        counts = f"{verdict.ok} ok, {verdict.fail} refused, {verdict.unknown} unknown; lost {verdict.lost}"
        print(f"{what}: {verdict.word}: {counts}, doubled {verdict.duplicates}, out of order {verdict.inversions}")
        self.complaints += [f"{what}: {one}" for one in (*verdict.violations, *verdict.invalid)]

    async def _until(self, condition: Callable[[], bool | Awaitable[bool]], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = condition()
            if await answer if inspect.isawaitable(answer) else answer:
                return
            assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}"
            await asyncio.sleep(0.3)
