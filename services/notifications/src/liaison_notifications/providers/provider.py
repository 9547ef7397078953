"""What every provider can do, whatever its protocol: hand a message over, and perhaps say what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeVar

from liaison_notifications.model.consent.answers import Answer
from liaison_notifications.model.sending.delivery import DeliveryStatus, Outcome, Reason
from liaison_notifications.model.sending.receipts import Said
from liaison_notifications.providers.parts import parts_of

Message_contra = TypeVar("Message_contra", contravariant=True)


@dataclass(frozen=True)
class Sms:
    """A message to a telephone; `id` is the delivery's, the same at every attempt. `to` in E.164."""

    id: str
    to: str
    text: str

    @cached_property
    def parts(self) -> int:
        """What rates and prices are about; and whether it is too long for one."""
        return parts_of(self.text)


@dataclass(frozen=True)
class Heard:
    """What comes by itself, where a session is open: receipts, and what people answered to the provider's number."""

    receipts: list[Said] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


class Provider(Protocol[Message_contra]):
    """One account with one provider; it keeps its connections until it is closed.

    The outcome of a sending says ACCEPTED, FAILED (this message will never be taken), RETRY_WAIT (certainly not sent)
    or UNKNOWN (may have been sent). Nothing is raised for what a provider does.
    """

    askable: bool
    """Whether it ever says what became of a message in doubt."""

    async def send(self, message: Message_contra, seconds: float) -> Outcome:
        """Hands one message over, within `seconds`."""

    async def ask(self, message_id: str, message: Message_contra | None) -> Outcome | None:
        """What became of a message in doubt: by asking for its id or, where once-only is promised, by handing over
        the same once more. None if the provider does not say, or if it takes the message, which is not at hand."""

    async def poll(self, provider_ids: Sequence[str]) -> list[Said]:
        """What became of these, as far as it says. Nothing where it cannot be asked, or does not answer."""

    def heard(self) -> Heard:
        """What came over its own session; whoever has kept some takes them off the lists."""

    async def close(self) -> None:
        """Closes its connections."""


def unreachable() -> Outcome:
    return Outcome(DeliveryStatus.RETRY_WAIT, Reason.UNREACHABLE)


def no_answer() -> Outcome:
    return Outcome(DeliveryStatus.UNKNOWN, Reason.NO_ANSWER)
