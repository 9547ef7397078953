"""What a service's user may do on Kafka, by what Kafka itself says of each topic and group."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    GroupAuthorizationFailedError,
    NotCoordinatorError,
)
from liaison_kit.checking.findings import Finding, broken, named, ok
from liaison_kit.settings import KafkaSettings

from liaison_cli.subscribers.service_rights import rights_of

UNAUTHORIZED = 29
TRIES, PAUSE_SECONDS = 10, 0.3


def wanted(service: str, prefix: str) -> dict[str, set[str]]:
    """By topic, what the service does with it."""
    found: dict[str, set[str]] = {}
    for right, topics in (("WRITE", rights_of(service, prefix).writes), ("READ", rights_of(service, prefix).reads)):
        for topic in topics:
            found.setdefault(topic, set()).add(right)
    return found


def rights(client: Any, settings: KafkaSettings, *, service: str) -> Iterator[Finding]:
    """Only where Kafka asks who we are."""
    if settings.kafka_security_protocol != "SASL_SSL":
        return
    may_do, user = wanted(service, settings.topic_prefix), settings.kafka_username
    group = rights_of(service, settings.topic_prefix).group
    missing = dict(_missing(client, may_do))
    in_group = _described(client, group).get("authorized_operations", ())
    if in_group is not None and "READ" not in in_group:  # nothing is said of a group that nobody has joined yet
        do = _acl(settings, f"--operation Read --group {group}")
        yield broken("kafka.rights", f"{user} may not read as the group {group}: {service} hears nothing.", do)
    for right in ("READ", "WRITE"):
        without = sorted(topic for topic, lacking in missing.items() if right in lacking)
        if without:
            topics = " ".join(f"--topic {topic}" for topic in without)
            what = f"{user} may not {right.lower()} {named(without)}."
            yield broken("kafka.rights", what, _acl(settings, f"--operation {right.capitalize()} {topics}"))
    if not missing:
        yield ok("kafka.rights", f"{user} may write what {service} tells, and read what it hears.")


def _described(client: Any, group: str) -> dict[str, Any]:
    """Kafka makes what it keeps of groups when the first is asked for, and says meanwhile that it cannot tell."""
    for _ in range(TRIES):
        try:
            return dict(client.describe_groups([group])[group])
        except GroupAuthorizationFailedError:
            return {}
        except (CoordinatorNotAvailableError, CoordinatorLoadInProgressError, NotCoordinatorError):
            time.sleep(PAUSE_SECONDS)
    raise CoordinatorNotAvailableError(group)


def _missing(client: Any, may_do: Mapping[str, set[str]]) -> Iterator[tuple[str, set[str]]]:
    """Of what is there, or hidden from us; what is not there at all is told elsewhere."""
    for topic in client.describe_topics(sorted(may_do)):
        may = set(topic.get("authorized_operations") or ())
        lacking = may_do[topic["name"]] - may
        if lacking and topic["error_code"] in {0, UNAUTHORIZED}:
            yield topic["name"], lacking


def _acl(settings: KafkaSettings, what: str) -> str:
    whom = f"--add --allow-principal User:{settings.kafka_username}"
    return f"kafka-acls.sh --bootstrap-server {settings.kafka_bootstrap_servers} {whom} {what}"
