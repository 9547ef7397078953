"""How to get in: what `liaison subscribers add` wrote is in the environment. Without it, the sandbox is meant."""

import os
from typing import Any

from confluent_kafka import Consumer


def connect() -> Consumer:
    told = os.environ.get
    settings: dict[str, Any] = {
        "bootstrap.servers": told("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"),
        "group.id": told("KAFKA_GROUP_PREFIX", "my-system.") + "main",
        "enable.auto.commit": False,
        "auto.offset.reset": "error",
        "enable.partition.eof": True,
    }
    if told("KAFKA_SECURITY_PROTOCOL") == "SASL_SSL":
        settings |= {"security.protocol": "SASL_SSL", "sasl.mechanism": "SCRAM-SHA-512"}
        settings |= {"sasl.username": told("KAFKA_USERNAME"), "sasl.password": told("KAFKA_PASSWORD")}
        settings |= {"ssl.ca.pem": told("KAFKA_CA")} if told("KAFKA_CA") else {}
    return Consumer(settings)
