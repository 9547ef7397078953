"""A service's topics on Kafka, as the catalogue wants them: those it tells and those it hears."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError
from liaison_contracts.catalog import CATALOG, PARTITIONS, Topic, topic_of

from liaison_kit.checking.findings import Finding, broken, named, not_looked_at, ok
from liaison_kit.receiving.broker import KEPT, alter, configured, wanted
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.service import Service
from liaison_kit.settings import Settings

IN_SYNC = "min.insync.replicas"


def of_service(service: Service) -> list[Topic]:
    """What it tells, and what it hears."""
    told = {topic.name: topic for topic in CATALOG if topic.publisher == service.name}
    heard = {topic.name: topic for topic in (topic_of(reaction.contract) for reaction in service.listening)}
    return list((told | heard).values())


async def look(topics: Sequence[Topic], settings: Settings) -> list[Finding]:
    """One finding where Kafka is not reached: `liaison doctor` knows more of why."""
    admin = AIOKafkaAdminClient(**by_keywords(settings))
    try:
        await admin.start()
        found = {each["topic"]: each["partitions"] for each in await admin.describe_topics()}
        there = [one for one in (wanted(topic, settings) for topic in topics) if one.name in found]
        set_up = await configured(admin, [one.name for one in there], [*KEPT, IN_SYNC]) if there else {}
    except (KafkaError, OSError) as error:
        what = f"Kafka at {settings.kafka_bootstrap_servers} does not let this service in: {type(error).__name__}."
        return [broken("kafka.reach", what, "liaison doctor says why.")]
    finally:
        await admin.close()
    missing = sorted({settings.topic_prefix + topic.name for topic in topics} - set(found))
    told = [one for one in there if one.name in set_up]
    return [
        *_missing(missing, len(topics), settings),
        *_partitions(there, found),
        *_hidden([one for one in there if one.name not in set_up], settings),
        *_kept(told, set_up, settings),
        *_copies(told, found, set_up, settings),
    ]


def _hidden(hidden: Sequence[NewTopic], settings: Settings) -> Iterator[Finding]:
    if hidden:
        what = f"{settings.kafka_username or 'This service'} may not see how topics are set up: {_some(hidden)}."
        do = f"kafka-acls.sh --add --allow-principal User:{settings.kafka_username} --operation DescribeConfigs"
        yield not_looked_at("kafka.kept", what, do)


def _missing(missing: Sequence[str], all_of_them: int, settings: Settings) -> Iterator[Finding]:
    if not missing:
        yield ok("kafka.topics", f"All {all_of_them} topics are there.")
        return
    unseen = f", or {settings.kafka_username} may not see them" if settings.kafka_username else ""
    what = f"Topics are missing{unseen}: {named(missing)}."
    yield broken("kafka.topics", what, "Run the role migrate of the service that tells them: it makes them.")


def _partitions(there: Sequence[NewTopic], found: Mapping[str, Any]) -> Iterator[Finding]:
    """Adding some breaks the order of each key for ever: its records go elsewhere than those before them."""
    wrong = {one.name: len(found[one.name]) for one in there if len(found[one.name]) != PARTITIONS}
    for name, number in wrong.items():
        do = (
            "Stop all services; make a backup; delete the topic, and let `liaison restore` fill it anew from the fact"
            " log: docs/runbooks/restore.md. Partitions cannot be taken away."
        )
        yield broken("kafka.partitions", f"{name} has {number} partitions, not {PARTITIONS}.", do)
    if not wrong:
        yield ok("kafka.partitions", f"Each topic has {PARTITIONS} partitions.")


def _kept(there: Sequence[NewTopic], set_up: Mapping[str, Mapping[str, str]], settings: Settings) -> Iterator[Finding]:
    """Kept too briefly, a fact is gone before a replay; restricted ones kept too long, people were told otherwise."""
    wrong = {
        one.name: {key: one.topic_configs[key] for key in KEPT if set_up[one.name].get(key) != one.topic_configs[key]}
        for one in there
    }
    for name, told in wrong.items():
        if told:
            is_now = ", ".join(f"{key}={set_up[name].get(key)}" for key in told)
            yield broken(
                "kafka.kept", f"{name} is kept otherwise than promised: {is_now}.", alter(name, told, settings)
            )
    if there and not any(wrong.values()):
        yield ok("kafka.kept", "Each topic is kept for as long as the catalogue says.")


def _copies(
    there: Sequence[NewTopic],
    found: Mapping[str, Any],
    set_up: Mapping[str, Mapping[str, str]],
    settings: Settings,
) -> Iterator[Finding]:
    stuck, few, lax = [], [], []
    for one in there:
        copies = min((len(each["replicas"]) for each in found[one.name]), default=0)
        must = int(set_up[one.name].get(IN_SYNC) or 1)
        if must > copies:
            stuck.append(one)
        elif copies < settings.topic_replication:
            few.append(one)
        elif must < int(one.topic_configs[IN_SYNC]):
            lax.append(one)
    if stuck:
        what = f"Nothing can be written to {_some(stuck)}: more copies must agree than there are."
        yield broken("kafka.copies", what, _put_right(stuck, settings))
    if few:
        do = "kafka-reassign-partitions.sh with more brokers for each partition; or lower LIAISON_TOPIC_REPLICATION."
        what = f"Fewer than {settings.topic_replication} copies are kept of {_some(few)}."
        yield broken("kafka.copies", what, do)
    if lax:
        what = f"A record of {_some(lax)} counts as kept once one broker has it: if that fails, a fact is lost."
        yield broken("kafka.copies", what, _put_right(lax, settings))
    if there and not (stuck or few or lax):
        yield ok("kafka.copies", f"Each topic has {settings.topic_replication} or more copies, and enough must agree.")


def _put_right(topics: Sequence[NewTopic], settings: Settings) -> str:
    first = alter(topics[0].name, {IN_SYNC: topics[0].topic_configs[IN_SYNC]}, settings)
    return first if len(topics) == 1 else f"For each: {first}"


def _some(topics: Sequence[NewTopic]) -> str:
    return named([topic.name for topic in topics])
