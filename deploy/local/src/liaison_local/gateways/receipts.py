"""Receipts that a gateway posts: doubled, late, early, out of order, or about what nobody sent, as the script says."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx

from liaison_local.gateways.received import Message
from liaison_local.gateways.script import Director, Receipts

ATTEMPTS = 5
AGAIN_AFTER = 0.5
DELIVERED, UNDELIVERED, SENT = "delivered", "undelivered", "sent"

Body = Callable[[Message, str], Any]


class Posting:
    """One gateway's receipts on their way."""

    def __init__(self, body: Body) -> None:
        self._body, self._tasks = body, set[asyncio.Task[None]]()
        self._client: httpx.AsyncClient | None = None
        self.posted = self.refused = 0
        self.deliver: Callable[[Receipts, Message, str], Awaitable[None]] = self._post
        """How one of them travels."""

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    def follow(self, message: Message, director: Director) -> None:
        """Plans what will be told of a message that was just taken."""
        plan, dice = director.script.receipts, director.dice
        if plan is None:
            return
        final = UNDELIVERED if dice.random() < plan.undelivered else DELIVERED
        after = 0.0 if dice.random() < plan.early else plan.after
        after += plan.late_seconds if dice.random() < plan.late else 0.0
        told = [(after, SENT), (after, final)]
        if dice.random() < plan.reordered:
            told.reverse()
        if dice.random() < plan.doubled:
            told.append((after, final))
        self._begin(self._tell(plan, message, told))
        if dice.random() < plan.foreign:
            nobodys = replace(message, id=str(uuid.uuid4()), provider_id=f"{dice.randrange(2**60):x}")
            self._begin(self._tell(plan, nobodys, [(after, final)]))

    def is_early(self, director: Director) -> bool:
        """Whether the answer to a message waits, so that receipts can come before it."""
        return bool(director.script.receipts and director.script.receipts.early)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client:
            await self._client.aclose()

    def _begin(self, telling: Any) -> None:
        task = asyncio.create_task(telling)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, plan: Receipts, message: Message, told: list[tuple[float, str]]) -> None:
        waited = 0.0
        for after, status in told:
            await asyncio.sleep(max(after - waited, 0.0))
            waited = max(after, waited)
            await self.deliver(plan, message, status)

    async def _post(self, plan: Receipts, message: Message, status: str) -> None:
        """As providers do: again, where it was not taken."""
        if not plan.url:
            return
        # No certificates: to read them would hold up the gateway, and receipts stay on this machine.
        client = self._client = self._client or httpx.AsyncClient(trust_env=False, verify=False, timeout=10)
        headers = {"authorization": f"Bearer {plan.token}"}
        for attempt in range(ATTEMPTS):
            try:
                answer = await client.post(plan.url, json=self._body(message, status), headers=headers)
                if answer.is_success:
                    self.posted += 1
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(AGAIN_AFTER * (attempt + 1))
        self.refused += 1
