"""What a process finds out about itself and what it stands on, for each scrape."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.http import readings
from liaison_kit.http.scrape import Reading, measured
from liaison_kit.running.health import Health
from liaison_kit.settings import Settings
from prometheus_client import Gauge
from pydantic import Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def shown(reading: Reading) -> dict[str, float]:
    """Values by the values of their labels."""
    samples = [sample for gauge in await reading() for family in gauge.collect() for sample in family.samples]
    return {" ".join([one.name.removeprefix("liaison_"), *one.labels.values()]): one.value for one in samples}


async def test_each_part_is_shown_as_health_tells_it() -> None:
    async def fine() -> None: ...

    async def broken() -> str:
        return "no topic"

    health = Health()
    health.add("a", fine)
    health.add("b", broken)
    assert await shown(readings.parts(health)) == {"part_ready a": 1, "part_ready b": 0}


async def test_kafka_is_reachable_while_any_of_its_servers_listens(settings: Settings) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = settings.model_copy(update={"kafka_bootstrap_servers": f"127.0.0.1:1,127.0.0.1:{port}"})
    reading = readings.broker(settings)
    assert await shown(reading) == {"broker_reachable": 1}
    server.close()
    await server.wait_closed()
    assert await shown(reading) == {"broker_reachable": 0}


async def test_a_clock_is_compared_with_the_databases(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = readings.clock_offset(database)
    assert abs((await shown(reading))["clock_offset_seconds"]) < 2
    monkeypatch.setattr(clock, "real_now", lambda: datetime.now(UTC) - timedelta(minutes=3))  # noqa: TID251
    assert -182 < (await shown(reading))["clock_offset_seconds"] < -178


async def test_disks_are_those_of_programs_and_of_files_that_settings_name(settings: Settings, tmp_path: Path) -> None:
    class WithFiles(Settings):
        key_file: Path = Field(tmp_path / "key")
        gone_file: Path = Field(tmp_path / "nowhere" / "key")

    found = await shown(readings.disks(WithFiles.model_construct(**settings.model_dump())))
    assert {name.rpartition(" ")[2] for name in found} == {"/", str(tmp_path)}
    assert 0 < found[f"disk_free_bytes {tmp_path}"] <= found[f"disk_size_bytes {tmp_path}"]


async def test_a_service_measures_in_its_own_tables(database: Database) -> None:
    gauge = Gauge("liaison_rows", "", registry=None)

    async def rows(session: AsyncSession) -> list[Gauge]:
        gauge.set(await session.scalar(text("select count(*) from outbox")) or 0)
        return [gauge]

    assert await shown(measured(database, rows)) == {"rows": 0}


def certificate(folder: Path, days: int) -> tuple[Path, Path]:
    """One that ends in so many days, is for localhost, and is its own authority; with its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = clock.real_now()
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=100)).not_valid_after(now + timedelta(days=days))
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    encoded = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    paths = folder / "certificate", folder / "key"
    paths[0].write_bytes(encoded)
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


@asynccontextmanager
async def serving(made: Path, key: Path) -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    yield f"localhost:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


async def test_the_end_of_kafkas_certificate_and_of_what_signed_it_is_shown(settings: Settings, tmp_path: Path) -> None:
    made, key = certificate(tmp_path, 5)
    async with serving(made, key) as address:
        tls = {"kafka_security_protocol": "SSL", "kafka_bootstrap_servers": address, "kafka_ca": made.read_text()}
        found = await shown(readings.certificates(settings.model_copy(update=tls)))
    in_days = {name: (end - clock.real_now().timestamp()) / 86_400 for name, end in found.items()}
    prefix = "certificate_expires_timestamp_seconds"
    assert in_days == pytest.approx({f"{prefix} KAFKA_CA": 5, f"{prefix} {address}": 5}, abs=0.1)


async def test_what_is_over_already_ends_at_no_time(settings: Settings, tmp_path: Path) -> None:
    made, key = certificate(tmp_path, -1)
    async with serving(made, key) as address:
        tls = {"kafka_security_protocol": "SSL", "kafka_bootstrap_servers": address, "kafka_ca": made.read_text()}
        found = await shown(readings.certificates(settings.model_copy(update=tls)))
    assert found[f"certificate_expires_timestamp_seconds {address}"] == 0


async def test_whoever_is_not_there_or_not_trusted_says_nothing_of_a_certificate(
    settings: Settings, tmp_path: Path
) -> None:
    made, key = certificate(tmp_path, 5)
    async with serving(made, key) as address:
        assert await shown(readings.certificates(settings.model_copy(update={"url": f"https://{address}"}))) == {}
    assert await shown(readings.certificates(settings.model_copy(update={"url": "https://localhost:1"}))) == {}


async def test_a_network_without_certificates_of_ours_shows_none(settings: Settings) -> None:
    assert await shown(readings.certificates(settings)) == {}
