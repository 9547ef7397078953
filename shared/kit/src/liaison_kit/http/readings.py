"""What a process finds out for each scrape: about its parts, and about broker, clock, disks and certificates."""

import asyncio
import shutil
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from prometheus_client import Gauge

from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.http.scrape import Reading
from liaison_kit.running import metrics
from liaison_kit.running.health import Health
from liaison_kit.running.kafka_access import trust
from liaison_kit.settings import Settings

CONNECT_SECONDS = 1.0
LOOKED_AT_SECONDS = 60.0
"""Certificates last for months: to shake hands for each scrape would only fill the logs of the other side."""
HTTPS, EXPIRED = 443, 10
"""X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL."""


def parts(health: Health) -> Reading:
    """What /health says, so that it can be alerted on."""

    async def read() -> list[Gauge]:
        report = await health.report()
        for part, state in report.parts.items():
            metrics.READY.labels(part).set(state == "ok")
        return [metrics.READY]

    return read


def broker(settings: Settings) -> Reading:
    """Whether Kafka can be reached at all: with nothing to send nobody else would notice that it is away."""
    servers = [_address(server) for server in settings.kafka_bootstrap_servers.split(",")]

    async def read() -> list[Gauge]:
        metrics.BROKER.set(any(await asyncio.gather(*(_listens(*server) for server in servers))))
        return [metrics.BROKER]

    return read


def clock_offset(database: Database) -> Reading:
    """Against the database's clock; half of the way there and back is taken off."""

    async def read() -> list[Gauge]:
        before = clock.real_now().timestamp()
        [row] = await database.at_once("select extract(epoch from clock_timestamp())::float8 as now")
        metrics.CLOCK.set((before + clock.real_now().timestamp()) / 2 - row["now"])
        return [metrics.CLOCK]

    return read


def disks(settings: Settings) -> Reading:
    """The disk that programs lie on, and those of the files that settings name; a folder that is not there is left
    out. In a container the first is the disk of the engine, where volumes lie, too, unless told otherwise.
    """
    values = (getattr(settings, name) for name in type(settings).model_fields)
    folders = sorted({Path("/"), *(value.parent for value in values if isinstance(value, Path))})

    async def read() -> list[Gauge]:
        for folder in folders:
            with suppress(FileNotFoundError):
                usage = shutil.disk_usage(folder)
                metrics.DISK_SIZE.labels(folder).set(usage.total)
                metrics.DISK_FREE.labels(folder).set(usage.free)
        return [metrics.DISK_SIZE, metrics.DISK_FREE]

    return read


def certificates(settings: Settings) -> Reading:
    """When those end that residents and our programs rely on: the site's, Kafka's, and what signed Kafka's."""
    shown: dict[str, tuple[str, int, Callable[[], ssl.SSLContext]]] = {}
    site = urlsplit(settings.url)
    if site.scheme == "https" and site.hostname:
        port = site.port or HTTPS
        shown[f"{site.hostname}:{port}"] = site.hostname, port, ssl.create_default_context
    if settings.kafka_security_protocol != "PLAINTEXT":
        for server in settings.kafka_bootstrap_servers.split(","):
            shown[server] = *_address(server), partial(trust, settings)
    looked_at: float | None = None

    async def read() -> list[Gauge]:
        nonlocal looked_at
        if looked_at is None or looked_at + LOOKED_AT_SECONDS < time.monotonic():
            looked_at = time.monotonic()
            metrics.EXPIRES.clear()
            if settings.kafka_ca:
                metrics.EXPIRES.labels("KAFKA_CA").set(first_end(settings.kafka_ca))
            ends = await asyncio.gather(*(_end(*one) for one in shown.values()), return_exceptions=True)
            for name, end in zip(shown, ends, strict=True):
                if isinstance(end, float):  # whoever cannot be reached says nothing of a certificate
                    metrics.EXPIRES.labels(name).set(end)
        return [metrics.EXPIRES]

    return read


def first_end(pem: str) -> float:
    """When the first of these authorities' certificates ends, in seconds since 1970."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=pem)
    return float(min(ssl.cert_time_to_seconds(str(one["notAfter"])) for one in context.get_ca_certs()))


async def _end(host: str, port: int, trusted: Callable[[], ssl.SSLContext]) -> float:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(host, port, ssl=trusted(), server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        if error.verify_code == EXPIRED:
            return 0.0
        raise
    certificate = writer.get_extra_info("peercert")
    writer.close()
    return float(ssl.cert_time_to_seconds(certificate["notAfter"]))


async def _listens(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


def _address(server: str) -> tuple[str, int]:
    host, _, port = server.strip().rpartition(":")
    return host.strip("[]"), int(port)
