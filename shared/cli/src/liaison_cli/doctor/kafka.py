"""Kafka, behind its door: what the brokers are, how they are set up, their disks, their copies, and what we may do."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError
from liaison_contracts.catalog import CATALOG
from liaison_kit.checking.findings import Finding, broken, named, not_looked_at, ok, warning
from liaison_kit.checking.of_files import room
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.settings import LOOPBACK, KafkaSettings

from liaison_cli.doctor.door import open_door
from liaison_cli.doctor.rights import rights

OLDEST = (3, 5)
ASK_MORE = "Look again with KAFKA_USERNAME and KAFKA_PASSWORD of Kafka's administrator; or let this user Describe and"


def look_at_kafka(settings: KafkaSettings, service: str, seconds: float, *, brokers: bool) -> list[Finding]:
    """As the service's user, whose rights are looked at; and `brokers`, once for all services.

    Each answer is waited for so many seconds.
    """
    door = asyncio.run(open_door(settings, seconds))
    if not door.brokers:
        return list(door.findings)
    looks = [*((versions, configuration, disks, replicas) if brokers else ()), partial(rights, service=service)]
    milliseconds = dict.fromkeys(("bootstrap_timeout_ms", "request_timeout_ms"), int(seconds * 1000))
    client: Any = KafkaAdminClient(client_id="liaison-doctor", **milliseconds, **by_keywords(settings))
    try:
        found = [finding for look in looks for finding in _safely(look, client, settings)]
    finally:
        client.close()
    return [*door.findings, *found]


def _safely(look: Any, client: Any, settings: KafkaSettings) -> list[Finding]:
    """What Kafka does not tell us is said; the rest is looked at all the same."""
    try:
        return list(look(client, settings))
    except KafkaError as error:
        name = getattr(look, "__name__", "rights")
        do = f"{ASK_MORE} DescribeConfigs the cluster: kafka-acls.sh."
        return [not_looked_at(f"kafka.{name}", f"Kafka does not tell us of its {name}: {type(error).__name__}.", do)]


def versions(client: Any, settings: KafkaSettings) -> Iterator[Finding]:
    told = {number: client.get_broker_version_data(number).broker_version for number in _brokers(client)}
    told_of = ", ".join(f"{number}: {'.'.join(map(str, version))}" for number, version in told.items())
    if min(told.values()) < OLDEST:
        do = f"Upgrade the brokers to {'.'.join(map(str, OLDEST))} or newer, one after the other."
        yield broken("kafka.version", f"Brokers are too old ({told_of}).", do)
        return
    levels = client.describe_features().get("metadata.version", {})
    agreed, known = levels.get("finalized", (0, 0))[1], levels.get("supported", (0, 0))[1]
    if agreed < known:
        what = f"An upgrade of Kafka is not finished: brokers know level {known} and keep to {agreed} ({told_of})."
        do = f"kafka-features.sh --bootstrap-server {settings.kafka_bootstrap_servers} upgrade --release-version …"
        yield warning("kafka.version", what, f"Once it has run well for some days: {do}")
    else:
        yield ok("kafka.version", f"Brokers and their versions: {told_of}.")


def configuration(client: Any, settings: KafkaSettings) -> Iterator[Finding]:
    numbers = _brokers(client)
    asked = [ConfigResource(ConfigResourceType.BROKER, str(number)) for number in numbers]
    told = client.describe_configs(asked, config_filter="all")["broker"]
    for number in numbers:
        yield from _of_broker(number, {name: entry["value"] for name, entry in told[str(number)].items()}, len(numbers))
    if len(numbers) == 1 and not _is_at_home(settings):
        do = "Three brokers with LIAISON_TOPIC_REPLICATION=3: docs/operations.md."
        yield warning("kafka.brokers", "There is one broker: what it tells is lost with its disk.", do)
    else:
        yield ok("kafka.brokers", f"Brokers: {len(numbers)}.")


def _of_broker(number: int, told: dict[str, str], brokers: int) -> Iterator[Finding]:
    well = True
    for key, wrong, why in WRONG:
        if told.get(key) == wrong:
            well = False
            other = "false" if wrong == "true" else "true"
            do = f"Set {key}={other} in the broker's configuration, and start it anew."
            yield broken("kafka.configuration", f"Broker {number} has {key}={wrong}: {why}", do)
    copies = int(told.get("offsets.topic.replication.factor") or brokers)
    if copies < min(brokers, 3):
        well = False
        do = "kafka-reassign-partitions.sh for __consumer_offsets, with three brokers for each partition."
        what = f"Broker {number} keeps {copies} copies of where consumers are: with its disk, they would begin anew."
        yield warning("kafka.configuration", what, do)
    if well:
        yield ok("kafka.configuration", f"Broker {number} makes no topics by itself, and loses no record knowingly.")


WRONG = (
    ("auto.create.topics.enable", "true", "a name misspelt becomes a topic, with other partitions than it must have."),
    ("unclean.leader.election.enable", "true", "a broker that lags may lead, and facts are lost for ever."),
    ("allow.everyone.if.no.acl.found", "true", "whoever gets in reads every topic that no rule names."),
)


def disks(client: Any, _: KafkaSettings) -> Iterator[Finding]:
    for broker in client.describe_log_dirs():
        for disk in broker["log_dirs"]:
            where = f"Kafka's {disk['log_dir']} of broker {broker['broker']}"
            if disk["error_code"]:
                do = "See the broker's log; mend the disk, then start the broker: the others fill it."
                yield broken("kafka.disks", f"{where} is not readable (error {disk['error_code']}).", do)
            elif disk.get("total_bytes", -1) > 0:
                yield room("kafka.disks", where, disk["usable_bytes"], disk["total_bytes"])


def replicas(client: Any, settings: KafkaSettings) -> Iterator[Finding]:
    """Of each topic of the catalogue that is there: who misses is told by each service."""
    wanted = {settings.topic_prefix + topic.name for topic in CATALOG}
    topics = [topic for topic in client.describe_topics() if topic["name"] in wanted]
    parts = [(topic["name"], part) for topic in topics for part in topic["partitions"]]
    led = {name for name, part in parts if part["leader_id"] < 0}
    behind = {name for name, part in parts if len(part["isr_nodes"]) < len(part["replica_nodes"])} - led
    if led:
        do = "Start the brokers that are down: docs/runbooks/broker-down.md."
        yield broken(
            "kafka.replicas", f"Nobody leads partitions of {named(led)}: they can be neither read nor written.", do
        )
    if behind:
        do = "See which broker is down or slow; copies catch up by themselves: docs/runbooks/broker-down.md."
        yield warning("kafka.replicas", f"Copies are missing or behind, of {named(behind)}.", do)
    if not led and not behind:
        yield ok("kafka.replicas", "Every partition has a leader and all its copies.")


def _brokers(client: Any) -> list[int]:
    return sorted(broker["broker_id"] for broker in client.describe_cluster()["brokers"])


def _is_at_home(settings: KafkaSettings) -> bool:
    return settings.kafka_bootstrap_servers.rpartition(":")[0] in LOOPBACK
