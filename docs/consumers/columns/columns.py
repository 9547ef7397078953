"""Keeps facts in DuckDB, a column store in one file: run it every few minutes.

    KAFKA=localhost:9092 python columns.py facts.duckdb EventHeld EventReportCorrected

Each fact stands there once, however often it is delivered: facts and the places that were read to are written in one
transaction, so that a run that is interrupted has done nothing.
"""

import json
import os
import sys

import duckdb
from confluent_kafka import Consumer, KafkaException, TopicPartition

BATCH = 10_000
TABLES = """
create table if not exists fact
    (id text primary key, topic text, key text, sequence bigint, occurred_on date, data json);
create table if not exists place (topic text, number integer, next bigint, primary key (topic, number));
"""
# As one value that DuckDB unpacks: row by row it is a hundred times slower.
WRITTEN = """
insert or ignore into fact
select unnest(from_json($1, '[{"id": "text", "topic": "text", "key": "text", "sequence": "bigint",
    "occurred_on": "date", "data": "json"}]'), recursive := true)
"""


def main(path: str, topics: list[str]) -> None:
    store = duckdb.connect(path)
    store.execute(TABLES)
    consumer = Consumer(
        {
            "bootstrap.servers": os.environ.get("KAFKA", "localhost:9092"),
            "group.id": os.environ.get("GROUP", "columns"),
            "enable.auto.commit": False,  # the places are kept beside the facts
            "auto.offset.reset": "earliest",
        }
    )
    known = {(topic, number): place for topic, number, place in store.execute("from place").fetchall()}
    ends = {}
    for topic in topics:
        for number in consumer.list_topics(topic, timeout=20).topics[topic].partitions:
            low, high = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=20)
            if known.get((topic, number), low) < high:
                ends[topic, number] = high
    consumer.assign([TopicPartition(*place, known.get(place, 0)) for place in ends])
    while ends:
        rows, places = [], {}
        for record in consumer.consume(BATCH, timeout=5):
            if record.error():
                raise KafkaException(record.error())
            places[record.topic(), record.partition()] = record.offset() + 1
            if record.value() is not None:  # null: the key of a state is gone
                event = json.loads(record.value())
                rows.append({**event, "topic": record.topic(), "key": event["subject"], **_day(event)})
        store.execute("begin")
        store.execute(WRITTEN, [json.dumps(rows)])
        for (topic, number), place in places.items():
            store.execute("insert or replace into place values ($1, $2, $3)", [topic, number, place])
        store.execute("commit")
        ends = {place: end for place, end in ends.items() if places.get(place, known.get(place, 0)) < end}
        known |= places
    consumer.close()
    print(store.execute("select topic, count(*) as facts from fact group by all order by all"))


def _day(event: dict) -> dict:
    return {"occurred_on": event["data"].get("occurred_on")}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
