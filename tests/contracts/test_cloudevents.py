"""Records as the outbox writes them are CloudEvents, say the official SDKs for Python and JavaScript."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from liaison_contracts.catalog import CATALOG, OTHERS, Topic
from liaison_contracts.published import Published
from liaison_kit.outbox import Publisher, encoded
from liaison_kit.sending.shard import HEADERS

from tests.contracts.judges import judged

PUBLISHED = Published()
OURS = [topic for topic in CATALOG if topic.publisher != OTHERS and PUBLISHED.version(topic.type)]
MOMENTS = ("time", "deprecationfrom", "deprecationsunset")


def written(topic: Topic) -> tuple[str, bytes]:
    """Key and value of a record with the data of a golden fact, by the code that every service publishes with."""
    version = PUBLISHED.version(topic.type)
    assert version is not None
    fact = topic.contract.model_validate(PUBLISHED.facts(version)[0]["data"])
    return str(fact.key), encoded(Publisher(topic.publisher, "https://liaison.example"), fact)


def same(attributes: dict[str, Any], record: dict[str, Any]) -> bool:
    """Whether these are all attributes that the record has; moments in milliseconds, JavaScript has no finer ones."""
    read = {name: _moment(name, value) for name, value in attributes.items()}
    return read == {name: _moment(name, value) for name, value in record.items() if name != "data"}


def _moment(name: str, value: Any) -> Any:
    if name not in MOMENTS:
        return value
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.isoformat(timespec="milliseconds")


@pytest.mark.parametrize("topic", OURS, ids=lambda topic: topic.name)
def test_the_python_sdk_reads_each_record(topic: Topic) -> None:
    key, value = written(topic)
    event = from_kafka(KafkaMessage(dict(HEADERS), key, value), JSONFormat(), CloudEvent)
    record = json.loads(value)
    assert same(event.get_attributes(), record)
    assert event.get_data() == record["data"]
    assert (event.get_type(), event.get_subject(), event.get_extension("partitionkey")) == (topic.type, key, key)


async def test_the_javascript_sdk_reads_each_record() -> None:
    records = [written(topic) for topic in OURS]
    headers = {name: value.decode() for name, value in HEADERS}
    asked = [{"headers": headers, "key": key, "value": value.decode()} for key, value in records]
    events = await judged("cloudevents", asked)
    assert len(events) == len(records)
    for event, (key, value) in zip(events, records, strict=True):
        record = json.loads(value)
        assert event.pop("data") == record["data"]
        assert same(event, record)
        assert event["partitionkey"] == key


async def test_both_refuse_what_is_no_cloudevent() -> None:
    """A record without its source: so that what is shown above means something."""
    key, value = written(OURS[0])
    broken = {name: part for name, part in json.loads(value).items() if name != "source"}
    with pytest.raises(Exception, match="source"):
        from_kafka(KafkaMessage(dict(HEADERS), key, json.dumps(broken).encode()), JSONFormat(), CloudEvent)
    headers = {name: value.decode() for name, value in HEADERS}
    with pytest.raises(AssertionError, match="could not judge"):
        await judged("cloudevents", [{"headers": headers, "key": key, "value": json.dumps(broken)}])


def test_names_of_attributes_are_as_the_specification_wants_them() -> None:
    """Lower-case letters and digits, twenty at most: other systems' brokers rely on it."""
    for topic in OURS:
        for name in json.loads(written(topic)[1]):
            assert re.fullmatch("[a-z0-9]{1,20}", name), name
