"""Follows a Liaison network: keeps a copy of its offices and events, and does something once for each fact."""

import json
from pathlib import Path
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition
from connection import connect
from work import work

STATES = {"OfficeState": "liaison.registry.OfficeState.v1", "EventState": "liaison.events.EventState.v1"}
FACTS = ["EventHeld", "CSORegistered"]
KEPT = Path("copy.json")  # In your system: tables. What is known and what was done change in one transaction.
Copy = dict[str, dict[str, Any]]  # records by topic and key, and under "done" the ids of facts


def save(copy: Copy) -> None:
    KEPT.with_suffix(".new").write_text(json.dumps(copy))
    KEPT.with_suffix(".new").replace(KEPT)


def take(copy: Copy, message: Message) -> None:
    topic, key, value = message.topic(), message.key().decode(), message.value()
    record = json.loads(value or b"null")
    if record is None:  # a tombstone: what has this key is no more
        copy.get(topic, {}).pop(key, None)
    elif topic in STATES:
        old = copy[topic].get(key, {"epoch": 0, "sequence": ""})
        if record["type"] == STATES[topic] and [record["epoch"], record["sequence"]] > [old["epoch"], old["sequence"]]:
            copy[topic][key] = record
    elif record["id"] not in copy["done"]:  # what comes twice has the same id
        work(record["type"], record["data"], copy["OfficeState"])
        copy["done"][record["id"]] = record["type"]


def read(consumer: Consumer, copy: Copy, unread: set[tuple[str, int]]) -> bool:
    """Takes what comes next; of what is unread, it strikes out the partitions whose end it sees."""
    messages = consumer.consume(500, timeout=0.2)
    for message in messages:
        error = message.error()
        if error is None:
            take(copy, message)
        elif error.code() == KafkaError._PARTITION_EOF:
            unread.discard((message.topic(), message.partition()))
        else:
            raise KafkaException(error)
    return bool(messages)


def start_from_state(copy: Copy) -> None:
    """Reads the states to their end. After that come all facts that are still there."""
    consumer, places = connect(), []
    for topic in [*STATES, *FACTS]:
        for number in consumer.list_topics(topic, timeout=20).topics[topic].partitions:
            first, end = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=20)
            places.append(TopicPartition(topic, number, end if topic in STATES else first))
    unread = {(place.topic, place.partition) for place in places if place.topic in STATES}
    consumer.assign([TopicPartition(*place, OFFSET_BEGINNING) for place in unread])
    copy.update({topic: {} for topic in STATES})
    while unread:
        read(consumer, copy, unread)
    save(copy)
    consumer.commit(offsets=places, asynchronous=False)
    consumer.close()
    print(f"Started from state: {len(copy['OfficeState'])} offices", flush=True)


copy: Copy = json.loads(KEPT.read_text()) if KEPT.exists() else {"OfficeState": {}, "EventState": {}, "done": {}}
while True:
    consumer = connect()
    consumer.subscribe([*STATES, *FACTS])
    try:
        while True:
            if read(consumer, copy, set()):
                save(copy)
                consumer.commit()  # after the work
    except KeyboardInterrupt:
        break
    except KafkaException as error:
        if error.args[0].code() != KafkaError._AUTO_OFFSET_RESET:
            raise
    finally:
        consumer.close()
    start_from_state(copy)  # this group has no position: it never had one, or what comes next was deleted
