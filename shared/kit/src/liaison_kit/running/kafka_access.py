"""How our programs get into Kafka: encrypted and by name where the settings say so, in the words of each client."""

import ssl
from typing import Any

from faststream.security import BaseSecurity, SASLScram512

from liaison_kit.settings import MECHANISM, KafkaSettings


def by_keywords(settings: KafkaSettings) -> dict[str, Any]:
    """For any client of aiokafka or of kafka-python, which name them alike."""
    if settings.kafka_security_protocol == "PLAINTEXT":
        return {"bootstrap_servers": settings.kafka_bootstrap_servers}
    told = {
        "bootstrap_servers": settings.kafka_bootstrap_servers,
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": trust(settings),
    }
    if settings.kafka_security_protocol == "SASL_SSL":
        told["sasl_mechanism"] = MECHANISM
        told["sasl_plain_username"] = settings.kafka_username
        told["sasl_plain_password"] = settings.kafka_password
    return told


def security(settings: KafkaSettings) -> BaseSecurity | None:
    """For FastStream's broker."""
    match settings.kafka_security_protocol:
        case "SASL_SSL":
            return SASLScram512(settings.kafka_username, settings.kafka_password, ssl_context=trust(settings))
        case "SSL":
            return BaseSecurity(ssl_context=trust(settings))
        case _:
            return None


def trust(settings: KafkaSettings) -> ssl.SSLContext:
    """Names in certificates are checked, too: nobody else's broker gets our password."""
    context = ssl.create_default_context(cadata=settings.kafka_ca or None)
    if settings.kafka_certificate_file:
        context.load_cert_chain(settings.kafka_certificate_file)
    return context
