"""The open-loop client: it sends at its own pace, however late the answers are, and remembers each of them."""

import asyncio
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

OK, FAIL, UNKNOWN = "ok", "fail", "unknown"
ANSWER_SECONDS = 10.0
RETRIES_AT_ONCE = 20
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 4.0
REFUSED = range(400, 500)
COME_AGAIN = {408, 409, 425, 429}


@dataclass
class Command:
    """What the client wanted and what became of it; times are of the monotonic clock."""

    id: UUID
    district: UUID
    name: str
    invoked: float
    outcome: str = UNKNOWN
    version: int | None = None
    attempts: int = 0
    answered: float | None = None
    number: int = 0
    """Which one of its client's it is."""

    @property
    def is_tried(self) -> bool:
        """Whether its first attempt is over."""
        return self.outcome != UNKNOWN or self.attempts > 1

    @property
    def is_well(self) -> bool:
        return self.outcome == OK and self.attempts == 1


class Client:
    """Sends `rate` commands a second; what it has no answer to it asks again, with the same Idempotency-Key."""

    def __init__(
        self, url: str, districts: list[UUID], rate: float, log: Path, rng: random.Random, **http: Any
    ) -> None:
        """`http`: what else httpx is to know, a certificate or headers."""
        self.commands: list[Command] = []
        self._districts, self._rate, self._rng = districts, rate, rng
        self._log = log.open("a")
        self._http = httpx.AsyncClient(
            base_url=url,
            timeout=ANSWER_SECONDS,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=50),
            **http,
        )
        self._retries = asyncio.Semaphore(RETRIES_AT_ONCE)
        self._stop = asyncio.Event()
        self._asking: set[asyncio.Task[None]] = set()
        self._sending = asyncio.create_task(self._send())

    @property
    def ok(self) -> int:
        return sum(command.outcome == OK for command in self.commands)

    @property
    def is_settled(self) -> bool:
        """Whether nobody asks a second time: what the fault held up has its answer."""
        return all(command.outcome != UNKNOWN or command.attempts <= 1 for command in self.commands)

    def sent_since(self, moment: float) -> list[Command]:
        return [command for command in self.commands if command.invoked >= moment]

    async def stop(self, within: float) -> None:
        """Sends no more, and waits so long for the answers that are missing: after that they stay unknown."""
        self._stop.set()
        await self._sending
        if self._asking:
            _, missing = await asyncio.wait(self._asking, timeout=within)
            for task in missing:
                task.cancel()
            await asyncio.gather(*missing, return_exceptions=True)
        await self._http.aclose()
        self._log.close()

    async def _send(self) -> None:
        began, number = time.monotonic(), 0
        while not self._stop.is_set():
            due = began + number / self._rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            number += 1
            district = self._rng.choice(self._districts)
            command = Command(uuid4(), district, f"name {number}", time.monotonic(), number=number)
            self.commands.append(command)
            task = asyncio.create_task(self._ask(command))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _ask(self, command: Command) -> None:
        """Until there is an answer: a refusal is one, a broken connection or a 5xx is none."""
        self._note("invoke", command)
        pause = FIRST_PAUSE_SECONDS
        await self._attempt(command)
        while command.outcome == UNKNOWN:
            self._note(UNKNOWN, command)
            await asyncio.sleep(self._rng.uniform(pause / 2, pause))
            pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
            async with self._retries:
                await self._attempt(command)
        self._note(command.outcome, command)

    async def _attempt(self, command: Command) -> None:
        command.attempts += 1
        try:
            path, body = self.asked(command)
            answer = await self._http.post(path, json=body, headers={"Idempotency-Key": str(command.id)})
        except httpx.TransportError:
            return
        if answer.is_success:
            command.outcome = OK
            self.note_answer(command, answer.json())
        elif answer.status_code in REFUSED and answer.status_code not in COME_AGAIN:
            command.outcome = FAIL
        command.answered = time.monotonic()

    def asked(self, command: Command) -> tuple[str, dict[str, Any]]:
        """Where a command is sent, and what it says."""
        address = f"/api/registry/v1/districts/{command.district}/renamings"
        return address, {"command": str(command.id), "name": command.name}

    def note_answer(self, command: Command, told: dict[str, Any]) -> None:
        """Notes on the command what it led to."""
        command.version = told["version"]

    def _note(self, what: str, command: Command) -> None:
        line = {"at": time.monotonic(), "what": what, "command": str(command.id), "district": str(command.district)}
        self._log.write(json.dumps(line | {"version": command.version, "attempts": command.attempts}) + "\n")
