"""A Kafka client that is not ours: librdkafka, as another municipal system would use it."""

from collections.abc import Iterator

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition


def records(bootstrap_servers: str, topic: str | None = None, **security: str) -> Iterator[Message]:
    """Every record of one topic, or of all topics, from the beginning to what is there now.

    `security` in librdkafka's words, with an underscore for each dot.
    """
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap_servers,
            "group.id": "another-municipal-system",
            "enable.auto.commit": False,
            "enable.partition.eof": False,
        }
        | {name.replace("_", "."): value for name, value in security.items()}
    )
    try:
        topics = consumer.list_topics(timeout=20).topics
        wanted = [name for name in topics if (name == topic if topic else not name.startswith("__"))]
        ends: dict[tuple[str, int], int] = {}
        for name in wanted:
            for number in topics[name].partitions:
                low, high = consumer.get_watermark_offsets(TopicPartition(name, number), timeout=20)
                if high > low:
                    ends[name, number] = high
        consumer.assign([TopicPartition(name, number, 0) for name, number in ends])
        while ends:
            message = consumer.poll(20)
            if message is None:
                raise TimeoutError(f"no more records, but not at the end of {sorted(ends)}")
            if message.error():
                raise KafkaException(message.error())
            yield message
            place = (str(message.topic()), int(message.partition() or 0))
            if int(message.offset() or 0) + 1 >= ends.get(place, 0):
                ends.pop(place, None)
    finally:
        consumer.close()
