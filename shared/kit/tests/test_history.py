"""What Kafka holds of the past, and what a rebuild prints of what it found."""

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from liaison_contracts.catalog import topic_of
from liaison_contracts.registry import DistrictJoined
from liaison_kit.receiving import broker, replay
from liaison_kit.receiving.history import History, HistoryLost
from liaison_kit.receiving.rebuilt import Comparison
from liaison_kit.service import Service
from liaison_kit.settings import Settings


async def test_records_that_were_applied_and_are_gone_are_named(service: Service, settings: Settings) -> None:
    await broker.ensure_topics(settings, [topic_of(DistrictJoined)])
    name = f"{settings.topic_prefix}DistrictJoined"
    async with History(settings, service.reactions, service.name) as history:
        await history.check({TopicPartition(name, 2): 0})
        with pytest.raises(HistoryLost) as lost:
            await history.check({TopicPartition(name, 2): 5})
    assert str(lost.value) == f"partition 2 of {name} ends at record 0, but 5 were applied from it."


async def test_what_is_read_lies_between_the_two_and_in_order(service: Service, settings: Settings) -> None:
    await broker.ensure_topics(settings, [topic_of(DistrictJoined)])
    name = f"{settings.topic_prefix}DistrictJoined"
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers) as producer:
        for number in range(4):
            await producer.send_and_wait(name, b"%d" % number, partition=2)
        await producer.send_and_wait(name, b"another", partition=0)
    place, other = TopicPartition(name, 2), TopicPartition(name, 0)
    async with History(settings, service.reactions, service.name) as history:
        batches = [batch async for batch in history.read({place: 1, other: 1}, {place: 3, other: 1})]
        nothing = [batch async for batch in history.read({place: 3}, {place: 3})]
    assert [one.value for batch in batches for one in batch] == [b"1", b"2"]
    assert nothing == []


def test_a_rebuild_prints_a_line_for_each_table_and_says_which_differ() -> None:
    found = [Comparison("office", (12, 7), (12, 7)), Comparison("event", (1000, 7), (999, 8))]
    assert replay._as_table(found).splitlines() == [
        "table                             live rows rebuilt rows  hash",
        "office                                   12           12  same",
        "event                                  1000          999  DIFFERENT",
    ]
