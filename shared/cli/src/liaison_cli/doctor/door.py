"""The way into Kafka: whether it is reached, encrypted as we were told, and opened to us; and where it leads then."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaError, SaslAuthenticationFailed, UnsupportedSaslMechanismError
from aiokafka.protocol.metadata import MetadataRequest
from liaison_kit.checking import certificates
from liaison_kit.checking.findings import Finding, broken, not_looked_at, ok, warning
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.settings import KafkaSettings

RENEW = "Have a new one signed, and start the broker anew: docs/runbooks/certificates.md."
ASKED = "KAFKA_BOOTSTRAP_SERVERS"
HERE = {"localhost", "127.0.0.1", "::1"}
"""In a container these lead nowhere."""
BROKEN_OFF = (ssl.SSLError, KafkaError, TimeoutError, ConnectionError)
"""What comes of talking otherwise than the other side: it waits for more, or hangs up."""


@dataclass(frozen=True)
class Door:
    """What was found on the way in; without brokers nothing behind it can be looked at."""

    findings: Sequence[Finding]
    brokers: Sequence[tuple[int, str, int]] = ()


async def open_door(settings: KafkaSettings, seconds: float) -> Door:
    """Each answer is waited for so many seconds."""
    servers = [_split(server) for server in settings.kafka_bootstrap_servers.split(",")]
    try:
        told = by_keywords(settings)
    except ssl.SSLError:
        do = "Put the PEM text of the authority's certificate there, or leave it out to trust what this machine trusts."
        return Door([broken("kafka.reach", "KAFKA_CA is no certificate.", do)])
    told.pop("bootstrap_servers")
    answers = await asyncio.gather(
        *(_enter(host, port, seconds, told) for host, port in servers), return_exceptions=True
    )
    trouble = {
        f"{host}:{port}": answer
        for (host, port), answer in zip(servers, answers, strict=True)
        if isinstance(answer, BaseException)
    }
    let_in = [answer for answer in answers if not isinstance(answer, BaseException)]
    if not let_in:
        return Door([_refused(*next(iter(trouble.items())), settings)])
    brokers, shown = let_in[0]
    do = f"See {ASKED}, and whether it runs."
    away = [warning("kafka.reach", f"{where} does not let us in: {error}", do) for where, error in trouble.items()]
    found = [*(away or [ok("kafka.reach", f"Kafka at {settings.kafka_bootstrap_servers} lets us in.")])]
    if shown:
        found.append(certificates.of("kafka.certificate", "Kafka", shown, RENEW))
    listeners = await _listeners(brokers, seconds / 2)
    is_well = all(finding.remedy == "" for finding in listeners)
    return Door([*found, *listeners], brokers if is_well else ())


def _split(server: str) -> tuple[str, int]:
    host, _, port = server.strip().rpartition(":")
    return (host.strip("[]"), int(port)) if host and port.isdigit() else (server.strip(), 9092)


async def _enter(host: str, port: int, seconds: float, told: dict[str, Any]) -> tuple[list[tuple[int, str, int]], Any]:
    """The brokers that it names, and the certificate that it showed. Raises what was in the way."""
    async with asyncio.timeout(seconds):
        connection = await create_conn(
            host, port, client_id="liaison-doctor", request_timeout_ms=int(seconds * 1000), **told
        )
        try:
            answer = await connection.send(MetadataRequest([]))
            shown = connection._writer.get_extra_info("peercert")
        finally:
            connection.close()
    return [(broker[0], broker[1], broker[2]) for broker in answer.brokers], shown


def _refused(where: str, error: BaseException, settings: KafkaSettings) -> Finding:
    unbelieved = certificates.behind(error)
    if unbelieved:
        return certificates.refused("kafka.certificate", f"Kafka at {where}", unbelieved, RENEW)
    protocol = settings.kafka_security_protocol
    if isinstance(error, SaslAuthenticationFailed | UnsupportedSaslMechanismError | ValueError):
        what = f"Kafka at {where} does not know {settings.kafka_username}, or not by this password."
        do = "Put its password into KAFKA_PASSWORD(_FILE); or make the user: kafka-configs.sh --alter --add-config"
        do = f"{do} 'SCRAM-SHA-512=[password=…]' --entity-type users --entity-name {settings.kafka_username}"
        return broken("kafka.account", what, do)
    if isinstance(error, BROKEN_OFF) and not isinstance(error, ConnectionRefusedError):
        what = f"Kafka at {where} takes the connection, and does not speak {protocol}: {_reason(error)}"
        return broken("kafka.reach", what, "Set KAFKA_SECURITY_PROTOCOL to what this listener speaks; or see its log.")
    what = f"Kafka at {where} does not answer: {_reason(error)}"
    return broken("kafka.reach", what, f"See whether it runs, and whether {ASKED} is right and reached from here.")


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__


async def _listeners(brokers: Sequence[tuple[int, str, int]], seconds: float) -> list[Finding]:
    """Clients begin anywhere and then go where the broker says that it is."""
    reached = await asyncio.gather(*(_reached(host, port, seconds) for _, host, port in brokers))
    found = [
        broken(
            "kafka.listeners",
            f"Broker {number} says that it is at {host}:{port}, which leads nowhere from here: {reason}",
            f"Set advertised.listeners of broker {number} (KAFKA_ADVERTISED_LISTENERS) to a name that services reach.",
        )
        for (number, host, port), reason in zip(brokers, reached, strict=True)
        if reason
    ]
    told = ", ".join(f"{host}:{port}" for _, host, port in brokers)
    return found or [ok("kafka.listeners", f"Brokers are reached where they say that they are: {told}.")]


async def _reached(host: str, port: int, seconds: float) -> str:
    """What is in the way; empty if nothing is."""
    try:
        async with asyncio.timeout(seconds):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError) as error:
        return str(error) or "no answer"
    writer.close()
    return ""


def look_at_public_door(servers: str, authority: str, seconds: float) -> list[Finding]:
    """Where subscribers come in, encrypted and by name; nobody signs in here."""
    found, nobodys = list[Finding](), list[str]()
    for server in servers.split(","):
        host, port = _split(server)
        try:
            trust = ssl.create_default_context(cadata=authority or None)
            with (
                socket.create_connection((host, port), seconds) as plain,
                trust.wrap_socket(plain, server_hostname=host) as encrypted,
            ):
                shown = encrypted.getpeercert()
                found.append(certificates.of("kafka.door", f"Kafka's door for subscribers ({server})", shown, RENEW))
        except ssl.SSLCertVerificationError as error:
            found.append(certificates.refused("kafka.door", f"Kafka's door for subscribers ({server})", error, RENEW))
        except OSError as error:
            do = "See LIAISON_KAFKA_PUBLIC_SERVERS and docs/runbooks/subscribers.md; look again from outside."
            if host in HERE:
                nobodys.append(server)
                continue
            found.append(
                warning("kafka.door", f"Subscribers are told of {server}, where we get no answer: {error}", do)
            )
    if nobodys:
        what = f"Subscribers are told of {', '.join(nobodys)}: nobody gets in from outside, nor we from here."
        do = "If other systems are to read, set LIAISON_KAFKA_HOST to its name: docs/runbooks/subscribers.md"
        found.append(not_looked_at("kafka.door", what, do))
    return found
