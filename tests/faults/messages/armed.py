"""A process that sends, with kill points between every two steps of a message: `python -m tests.faults.messages.armed`.

The service itself runs, role `jobs`; a point is armed by a file (tests/faults/points.py) and kills at once.
"""

import asyncio
from typing import Any

from liaison_kit import process
from liaison_notifications import dispatch, sending
from liaison_notifications.model.sending.delivery import DeliveryStatus
from liaison_notifications.providers import connections
from liaison_notifications.providers.carriers import Carriers
from liaison_notifications.providers.smtp_dialogue import Dialogue
from liaison_notifications.service import SERVICE

from tests.faults import points

STEPS = (
    "claim.sent",
    "claim.committed",
    "request.written",
    "answer.came",
    "record.sent",
    "record.committed",
)
END_OF_MAIL = b"\r\n.\r\n"


def _arm_the_claim() -> None:
    claim, begin = dispatch.claim, dispatch._Run._begin

    async def claimed(*arguments: Any) -> Any:
        _die_in_the_next_turn("claim.sent")
        return await claim(*arguments)

    def begun(*arguments: Any) -> None:
        points.die_at("claim.committed")
        begin(*arguments)

    dispatch.claim = claimed
    dispatch._Run._begin = begun  # type: ignore[method-assign]


def _arm_the_writing() -> None:
    exchange, write = connections._Connection.exchange, Dialogue.write

    async def exchanged(self: connections._Connection, request: bytes) -> Any:
        if request.startswith(b"POST"):
            _die_in_the_next_turn("request.written")
        return await exchange(self, request)

    def written(self: Dialogue, data: bytes, answers: int = 1) -> None:
        write(self, data, answers)
        if data.endswith(END_OF_MAIL):
            _die_in_the_next_turn("request.written")

    connections._Connection.exchange = exchanged  # type: ignore[method-assign]
    Dialogue.write = written  # type: ignore[method-assign]


def _die_in_the_next_turn(point: str) -> None:
    """What is written in this turn of the loop leaves at its end; the next turn comes too late for an answer."""
    asyncio.get_running_loop().call_soon(points.die_at, point)


def _arm_the_answer() -> None:
    send = Carriers.send

    async def sent(self: Any, *arguments: Any) -> Any:
        outcome = await send(self, *arguments)
        if outcome.status == DeliveryStatus.ACCEPTED:
            points.die_at("answer.came")
        return outcome

    Carriers.send = sent  # type: ignore[method-assign]


def _arm_the_record() -> None:
    settle, record = sending.settle, dispatch.record

    async def settled(*arguments: Any) -> Any:
        _die_in_the_next_turn("record.sent")
        return await settle(*arguments)

    async def recorded(*arguments: Any) -> None:
        await record(*arguments)
        points.die_at("record.committed")

    sending.settle, dispatch.record = settled, recorded


def main() -> None:
    _arm_the_claim()
    _arm_the_writing()
    _arm_the_answer()
    _arm_the_record()
    process.main(SERVICE)


if __name__ == "__main__":
    main()
