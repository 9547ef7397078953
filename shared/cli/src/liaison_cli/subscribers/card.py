"""What a subscriber is given, once: all that its client must be told, ready to be read by it."""

import os
from enum import StrEnum
from pathlib import Path

from liaison_kit.settings import MECHANISM

from liaison_cli.subscribers.settings import AccessSettings
from liaison_cli.subscribers.subscriber import Credentials


class Form(StrEnum):
    """How it is written down."""

    ENV = "env"
    JAVA = "java"


def card(settings: AccessSettings, credentials: Credentials, form: Form) -> str:
    return (_environment if form == Form.ENV else _properties)(settings, credentials)


def _environment(settings: AccessSettings, credentials: Credentials) -> str:
    """For a shell (`set -a; . ./file`) and whatever reads such files; the certificate has several lines."""
    told = {
        "KAFKA_BOOTSTRAP_SERVERS": settings.servers,
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_SASL_MECHANISM": MECHANISM,
        "KAFKA_USERNAME": credentials.user,
        "KAFKA_PASSWORD": credentials.password,
        "KAFKA_GROUP_PREFIX": credentials.groups,
        "KAFKA_TOPIC_PREFIX": settings.topic_prefix,
    }
    lines = [f"{name}='{value}'" for name, value in told.items()]
    if settings.kafka_ca:
        lines.append(f"KAFKA_CA='{settings.kafka_ca.strip()}\n'")
    return "\n".join(lines) + "\n"


def _properties(settings: AccessSettings, credentials: Credentials) -> str:
    """For Java's clients and Kafka's own programs (`--command-config`)."""
    module = "org.apache.kafka.common.security.scram.ScramLoginModule"
    login = f'{module} required username="{credentials.user}" password="{credentials.password}";'
    told = {
        "bootstrap.servers": settings.servers,
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": MECHANISM,
        "sasl.jaas.config": login,
        "group.id": f"{credentials.groups}main",
    }
    if settings.kafka_ca:
        told["ssl.truststore.type"] = "PEM"
        told["ssl.truststore.certificates"] = settings.kafka_ca.strip().replace("\n", "\\n")
    return "".join(f"{name}={value}\n" for name, value in told.items())


def write(path: Path, text: str) -> None:
    """Readable for this account alone; an older file of this name is replaced."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    unfinished.replace(path)
