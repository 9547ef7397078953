"""Who still reads what, from what groups have committed: whom to ask before a topic's old major version ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from kafka import TopicPartition
from kafka.admin import OffsetSpec

from liaison_cli.subscribers.accounts import Accounts
from liaison_cli.subscribers.kafka_admin import KafkaAdmin

CONSUMERS = "consumer"
OWN = "liaison."


@dataclass(frozen=True)
class Reader:
    """One group at one topic. `behind` is how many records wait for it; `there` is whether it runs right now."""

    topic: str
    group: str
    who: str
    behind: int
    there: bool


@dataclass(frozen=True)
class Readers:
    """Also who may read, and has committed nothing: it reads without a group, or has not begun, or not for a week."""

    reading: list[Reader]
    silent: list[tuple[str, str]]


def readers(admin: KafkaAdmin, accounts: Accounts, topics: Sequence[str], prefix: str) -> Readers:
    """Of these topics, without prefix; our own services among them."""
    asked = {prefix + topic: topic for topic in topics}
    known = [one for one in admin.client.list_groups() if one["protocol_type"] in ("", CONSUMERS)]
    groups = [one["group_id"] for one in known]
    running = {one["group_id"] for one in known if one["group_state"] not in ("Empty", "Dead")}
    committed = {
        (group, place): told.offset
        for group, places in (admin.client.list_group_offsets(groups) if groups else {}).items()
        for place, told in places.items()
        if place.topic in asked and told.offset >= 0
    }
    ends = _ends(admin, {place for _, place in committed})
    behind: dict[tuple[str, str], int] = {}
    for (group, place), offset in committed.items():
        key = (place.topic, group)
        behind[key] = behind.get(key, 0) + max(0, ends[place] - offset)
    found = [
        Reader(asked[topic], group, _who(group, prefix), waiting, group in running)
        for (topic, group), waiting in sorted(behind.items())
    ]
    return Readers(found, _silent(accounts, topics, found))


def _silent(accounts: Accounts, topics: Sequence[str], found: Sequence[Reader]) -> list[tuple[str, str]]:
    reading = {(one.topic, one.who) for one in found}
    may_read = ((topic, one.name) for topic in topics for one in accounts.all() if topic in one.topics)
    return sorted(set(may_read) - reading)


def _ends(admin: KafkaAdmin, places: set[TopicPartition]) -> dict[TopicPartition, int]:
    told = admin.client.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST)) if places else {}
    return {place: one.offset for place, one in told.items()}


def _who(group: str, prefix: str) -> str:
    name = group.removeprefix(prefix)
    return name if name.startswith(OWN) else name.partition(".")[0]
