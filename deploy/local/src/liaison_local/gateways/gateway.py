"""What all gateways have in common: a script, what came, an address, and receipts on their way."""

import asyncio
from typing import Any

from liaison_local.gateways.listener import Listener
from liaison_local.gateways.receipts import Posting
from liaison_local.gateways.received import Message, Received
from liaison_local.gateways.script import Director, Rule, Script


class Gateway:
    """One gateway; a kind of its own says how it is spoken to."""

    listener: Listener

    def __init__(self) -> None:
        self.received = Received()
        self.director = Director(Script())
        self.posting = Posting(self.receipt)

    def direct(self, script: Script) -> None:
        """From the next message on."""
        self.director = Director(script)

    async def up(self) -> None:
        await self.listener.up()

    async def down(self) -> None:
        await self.listener.down()

    async def close(self) -> None:
        await self.down()
        await self.posting.close()

    def clear(self) -> None:
        self.received = Received()

    def comes(self, to: str) -> Rule | None:
        """A message has come: what is to become of it."""
        self.received.requests += 1
        return self.director.rule_for(to, asyncio.get_running_loop().time())

    def take(self, message: Message) -> bool:
        """Whether its telephone gets it: under once-only not what it has got already. Receipts follow."""
        if self.director.script.once_only and self.received.first(message.id):
            self.received.repeated += 1
            return False
        self.received.add(message)
        self.posting.follow(message, self.director)
        return True

    def receipt(self, message: Message, status: str) -> Any:
        """What is posted about a message: a body for JSON."""
        return {"id": message.id, "status": status, "to": message.to}
