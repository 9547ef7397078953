"""Processes, broker, database, disks, clocks and certificates: what a machine room has of troubles."""

import asyncio
import os
from pathlib import Path

from liaison_kit.testing import eventually

from tests.journeys.network import register_cso
from tests.observability.ground import PATIENCE_SECONDS, Ground
from tests.observability.scenarios.scenario import scenario

SERVICES = ("registry", "events", "notifications", "reporting")
OFFICES = "/api/registry/v1/offices"


@scenario(
    "a process is killed again and again",
    turn=1,
    alerts="ProcessRestarting",
    follows={"process-missing.md": "ProcessRestarting"},
)
async def dies_often(ground: Ground) -> None:
    """From outside of its container, as the kernel does it where memory is short: the engine starts it anew."""
    starts = 'max(process_start_time_seconds{service="reporting", role="relay"})'
    seen = set[str]()
    while len(seen) < 5:
        # Prometheus must have seen each of them before it ends, and the rule looks every five seconds.
        started = {one["value"][1] for one in await ground.ask(starts)} - seen
        if started:
            seen |= started
            await asyncio.sleep(6)
            state = await ground.typed("docker inspect -f '{{.State.Pid}}' $(docker compose ps -aq reporting-relay)")
            pid = int(state)
            assert pid > 1  # 0 is everybody of ours
            os.kill(pid, 9)
        await asyncio.sleep(1)
    await ground.fires("ProcessRestarting", service="reporting", role="relay")
    await ground.follow("process-missing.md", "ProcessRestarting", SERVICE="reporting", PROCESS="reporting-relay")
    await ground.ends("ProcessRestarting")


@scenario(
    "a volume of wishes is full",
    turn=1,
    alerts="DiskFilling",
    follows={"disk-full.md": "DiskFilling, Something foreign"},
)
async def disk_fills(ground: Ground) -> None:
    """It is a small one in this drill."""
    foreign = "/var/lib/liaison/core.1234"
    await ground.typed(f"docker compose exec -T events-jobs sh -c 'head -c 1900000 /dev/zero >{foreign}'")
    await ground.fires("DiskFilling", folder="/var/lib/liaison")
    said = await ground.follow("disk-full.md", "DiskFilling", SERVICE="events")
    assert foreign in said
    await ground.follow("disk-full.md", "Something foreign", SERVICE="events", FOREIGN="core.1234")
    await ground.ends("DiskFilling", folder="/var/lib/liaison")


@scenario("a clock goes wrong", turn=1, alerts="ClockSkew", follows={"clocks.md": "ClockSkew"})
async def clock_goes_wrong(ground: Ground) -> None:
    skew = Path(os.environ["LIAISON_WATCH"]) / "skew"
    skew.write_text("+90\n")
    await ground.fires("ClockSkew", service="registry", role="jobs")
    await ground.follow("clocks.md", "ClockSkew", SERVICE="registry", ROLE="jobs")
    skew.write_text("+0\n")  # the time service works again
    await ground.ends("ClockSkew")


@scenario(
    "somebody stops a process",
    turn=2,
    alerts="ProcessMissing",
    follows={"process-missing.md": "ProcessMissing"},
)
async def stopped(ground: Ground) -> None:
    await ground.typed("docker compose stop events-relay")
    await ground.fires("ProcessMissing", service="events", role="relay")
    await ground.follow("process-missing.md", "ProcessMissing")
    await ground.ends("ProcessMissing")


@scenario("Kafka is stopped", turn=4, alerts="BrokerAway", follows={"broker-down.md": "BrokerAway"})
async def broker_away(ground: Ground) -> None:
    await ground.typed("docker compose stop kafka")
    await ground.fires("BrokerAway")
    await register_cso(ground.network, "41234532")  # work goes on
    await ground.follow("broker-down.md", "BrokerAway")
    await ground.ends("BrokerAway")


@scenario(
    "what signed Kafka's certificate is about to end",
    turn=5,
    alerts="CertificateExpiring",
    follows={"certificates.md": "CertificateExpiring"},
)
async def certificate_ends(ground: Ground) -> None:
    """Since the drill began: its authority was made for five days."""
    await ground.fires("CertificateExpiring", certificate="KAFKA_CA")
    await ground.follow("certificates.md", "CertificateExpiring")
    await ground.ends("CertificateExpiring")


@scenario(
    "PostgreSQL is stopped",
    turn=6,
    alerts="DatabaseAway HttpErrors",
    follows={"database-down.md": "DatabaseAway", "pages.md": "HttpErrors"},
)
async def database_away(ground: Ground) -> None:
    await all_up(ground)  # what starts without its database opens no door, and only ProcessMissing tells of it
    await ground.typed("docker compose stop postgres")
    await asyncio.gather(*(ground.fires("DatabaseAway", service=service) for service in SERVICES))
    for _ in range(8):
        assert (await ground.network.http.get(OFFICES, headers=ground.network.staff_headers)).status_code == 503
        await asyncio.sleep(1.5)  # of a counter that was not there before Prometheus sees no rise
    await ground.fires("HttpErrors", service="registry")
    await ground.follow("database-down.md", "DatabaseAway")
    await asyncio.gather(*(ground.ends("DatabaseAway", service=service) for service in SERVICES))
    await ground.follow("pages.md", "HttpErrors", SERVICE="registry")
    await good_answers(ground, 1200, "HttpErrors")


@scenario(
    "secrets are changed, and a district joins",
    turn=7,
    follows={
        "rotate-secrets.md": "Keys to contact points, Keys of sign-ins, The password of a database,"
        " What providers know us by",
        "add-a-district.md": "By the network's file",
    },
)
async def without_trouble(ground: Ground) -> None:
    for part in ("Keys to contact points", "Keys of sign-ins"):
        await ground.follow("rotate-secrets.md", part)
    await ground.follow("rotate-secrets.md", "The password of a database", SERVICE="reporting")
    await ground.follow("rotate-secrets.md", "What providers know us by")
    await ground.follow("add-a-district.md", "By the network's file", NETWORK_FILE="deploy/demo/vinnytsia.yaml")
    await all_up(ground)
    await ground.follow("README.md", "Before")
    firing = {one["alertname"] for one in await ground.firing()}
    assert not firing & {"DatabaseAway", "BrokerAway", "ProviderDown", "OutboxStuck"}


async def all_up(ground: Ground) -> None:
    """One of each at least: a runbook has perhaps started another consumer."""
    ready = 'count by (service, role) (liaison_part_ready{part="database"} == 1)'
    await eventually(lambda: ground.ask(ready), lambda found: len(found) == 4 * len(SERVICES), within=PATIENCE_SECONDS)


async def good_answers(ground: Ground, count: int, alert: str) -> None:
    """Until the alert ends: what went wrong is a small part of all by then."""
    ending = asyncio.create_task(ground.ends(alert))
    answers = 0
    while not ending.done():
        assert answers < 3 * count, f"{answers} good answers, and {alert} goes on"
        asked = [ground.network.http.get(OFFICES, headers=ground.network.staff_headers) for _ in range(8)]
        await asyncio.gather(*asked, return_exceptions=True)
        answers += len(asked)
    await ending
