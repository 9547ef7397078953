"""What has come to a gateway, in memory: telephones get each of `messages`, and what is there twice was doubled."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Message:
    """What a telephone or a mailbox gets; `id` is the sender's, `provider_id` what the gateway calls it."""

    id: str
    provider_id: str
    to: str
    text: str
    sender: str
    parts: int = 1


class Received:
    """All messages of one gateway."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.requests = self.refused = self.repeated = self.asked = 0
        """Messages handed over; of these not taken; of these taken before; questions after one."""
        self._first: dict[str, Message] = {}

    def add(self, message: Message) -> None:
        self.messages.append(message)
        self._first.setdefault(message.id, message)

    def first(self, message_id: str) -> Message | None:
        """The one that came first under this id."""
        return self._first.get(message_id)

    @property
    def counts(self) -> dict[str, int]:
        """`doubled` is how many telephones got one too many."""
        taken, ids = len(self.messages), len(self._first)
        counts = {"requests": self.requests, "refused": self.refused, "repeated": self.repeated, "asked": self.asked}
        return counts | {"taken": taken, "ids": ids, "doubled": taken - ids}

    @property
    def ids(self) -> list[str]:
        return list(self._first)

    def shown(self) -> list[dict[str, Any]]:
        return [asdict(message) for message in self.messages]
