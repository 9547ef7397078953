"""What each of our services may do in Kafka: as the catalogue says, and nothing more."""

from collections.abc import Iterator
from dataclasses import dataclass

from liaison_contracts.catalog import CATALOG, OTHERS, Classification, Topic, topic_of
from liaison_contracts.heard_by import HEARD_BY
from liaison_contracts.identity import SigningKeyState, StaffState

SERVICES = tuple(dict.fromkeys(topic.publisher for topic in CATALOG if topic.publisher != OTHERS))
OWNS_ACCOUNTS, KEEPS_THE_FEED = "registry", "reporting"
KEPT_BY_THE_KIT = {topic_of(SigningKeyState).name, topic_of(StaffState).name}
"""Accounts and the keys of sign-ins: each service has a copy, but for the one that they are made in."""


@dataclass(frozen=True)
class ServiceRights:
    """Of one service. Topics are named as on the broker."""

    user: str
    writes: tuple[str, ...]
    reads: tuple[str, ...]
    makes: tuple[str, ...]
    """What its `migrate` makes if it is missing, and compares with the catalogue: all topics."""
    group: str


def user_of(service: str, prefix: str = "") -> str:
    """Its name in Kafka; two networks on one cluster have a prefix each."""
    return f"{prefix}liaison-{service}"


def rights_of(service: str, prefix: str = "") -> ServiceRights:
    return ServiceRights(
        user=user_of(service, prefix),
        writes=tuple(prefix + topic.name for topic in CATALOG if topic.publisher == service),
        reads=tuple(prefix + topic.name for topic in CATALOG if _hears(service, topic)),
        makes=tuple(prefix + topic.name for topic in CATALOG),
        group=f"{prefix}liaison.{service}",
    )


def _hears(service: str, topic: Topic) -> bool:
    if service in HEARD_BY.get(topic.name, ()):
        return True
    if topic.name in KEPT_BY_THE_KIT:
        return service != OWNS_ACCOUNTS
    return service == KEEPS_THE_FEED and topic.classification == Classification.PUBLIC


def as_commands(rights: ServiceRights) -> Iterator[str]:
    """What an administrator types who does not run our programs: Kafka's own script."""
    for operations, topics in (
        ("Write", rights.writes),
        ("Read", rights.reads),
        ("Create Describe DescribeConfigs", rights.makes),
    ):
        yield _command(rights.user, operations, " ".join(f"--topic {topic}" for topic in topics))
    yield _command(rights.user, "Read", f"--group {rights.group}")


def _command(user: str, operations: str, on: str) -> str:
    may = " ".join(f"--operation {one}" for one in operations.split())
    return f"kafka-acls.sh --add --allow-principal User:{user} {may} {on}"
