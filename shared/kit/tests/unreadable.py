"""A record that aiokafka fails on: a header whose name is not UTF-8."""

import pytest
from aiokafka.producer import message_accumulator
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from liaison_kit.sending import producers
from liaison_kit.settings import Settings


class BadName(str):
    """A header name that is not UTF-8: only a program of somebody else's can send it."""

    __slots__ = ()

    def encode(self, *_: str) -> bytes:
        return b"\xff"


async def send_unreadable(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into the first partition of DistrictJoined."""
    # aiokafka's builder in C takes no such name; its twin in Python does.
    with monkeypatch.context() as patched:
        patched.setattr(message_accumulator, "DefaultRecordBatchBuilder", _DefaultRecordBatchBuilderPy)
        producer = producers.producer(settings)
        await producer.start()
        try:
            batch = producer.create_batch()
            batch.append(key=b"stuck", value=b"{}", timestamp=None, headers=[(BadName("x"), b"")])
            await (await producer.send_batch(batch, f"{settings.topic_prefix}DistrictJoined", partition=0))
        finally:
            await producer.stop()
