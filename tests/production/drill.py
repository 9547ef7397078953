"""The production form: what the table in docs/operations.md promises is looked at, then it is hurt under load.

Run by deploy/drills/production, which brings it up; pytest finds it under this name only when it is told to.
"""

import asyncio
import json
import os
import random
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from confluent_kafka.admin import ConfigResource, ResourceType

from tests.journeys import network as steps
from tests.journeys.network import Network, Resident
from tests.production import inside
from tests.production.hurting import Hurting
from tests.production.stack import BROKERS, DOORS, ROLES, SERVICES, Stack, docker

IN_ONE_LOOP = pytest.mark.asyncio(loop_scope="session")
CONNECTED = """
    select ssl, count(*) from pg_stat_ssl join pg_stat_activity using (pid)
    where usename is not null and client_addr is not null group by ssl
"""
CERTIFICATE_ASKED = {"TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSLV3_ALERT_BAD_CERTIFICATE"}


@pytest.fixture(scope="session")
def stack() -> Stack:
    return Stack()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def network(stack: Stack) -> AsyncIterator[Network]:
    sink = f"http://127.0.0.1:{os.environ['LIAISON_SINK_PORT']}"
    opened = Network(stack.url, os.environ["LIAISON_TOKEN"], sink, DOORS, stack.trust)
    yield opened
    await opened.close()


@IN_ONE_LOOP
async def test_two_of_each_are_ready_behind_one_https_address(stack: Stack, network: Network) -> None:
    deadline = time.monotonic() + 240
    while (answer := await network.http.get("/health")).status_code != 200:
        assert time.monotonic() < deadline, answer.text
        await asyncio.sleep(1)
    lines = [line.split() for line in answer.text.splitlines()]
    ready = sorted(name for name, _, *said in lines if said == ["ready", "ok"])
    assert ready == sorted(f"{service}-{role}" for service in SERVICES for role in ROLES for _ in range(2))
    assert len({address for _, address, *_ in lines}) == 32
    page = await network.http.get("/events")
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    async with httpx.AsyncClient(trust_env=False) as plain:
        moved = await plain.get(f"http://localhost:{os.environ['LIAISON_PORT_HTTP']}/events")
    assert (moved.status_code, moved.headers["location"].partition(":")[0]) == (308, "https")
    with pytest.raises(httpx.ConnectError):
        async with httpx.AsyncClient(trust_env=False) as stranger:
            await stranger.get(stack.url)
    # As the runbooks have `liaison` typed where it is not installed: inside, whatever the public name leads to.
    inside = docker("exec", f"{stack.project}-reporting-api-1", "liaison", "health", "http://caddy:8080/health")
    assert (inside.count("ready"), "not ready" in inside) == (32, False), inside
    connections = (
        await stack.ask("registry", "select count(*) from pg_stat_activity where backend_type = 'client backend'")
    )[0][0]
    print(f"32 processes are ready; PostgreSQL has {connections} connections")


def test_every_container_is_confined(stack: Stack) -> None:
    containers = [one for one in stack.containers() if one["Config"]["Labels"]["com.docker.compose.service"] != "sink"]
    assert len(containers) >= 38
    for one in containers:
        host, name = one["HostConfig"], one["Name"]
        assert host["ReadonlyRootfs"], name
        assert one["Config"]["User"].partition(":")[0] not in {"", "0", "root"}, name
        assert [cap.removeprefix("CAP_") for cap in host["CapDrop"]] == ["ALL"], name
        added = [cap.removeprefix("CAP_") for cap in host["CapAdd"] or ()]
        assert added == (["NET_BIND_SERVICE"] if "caddy" in name else []), name
        assert any(option.startswith("no-new-privileges") for option in host["SecurityOpt"]), name
        assert host["Memory"] > 0, name
        assert 0 < host["PidsLimit"] <= 1024, name
        assert host["LogConfig"]["Config"]["max-size"], name
        assert host["RestartPolicy"]["Name"] == "unless-stopped", name
        secrets = [value for value in one["Config"]["Env"] if "PASSWORD=" in value or "DATABASE_URL=" in value]
        assert secrets == [], name
    for service in ("registry-api", "kafka", "postgres", "caddy"):
        said = docker("compose", "exec", "--no-TTY", service, "sh", "-c", "id -u; touch /here 2>&1 || true")
        uid, wrong = said.splitlines()
        assert int(uid) > 0
        assert "Read-only file system" in wrong


def test_nobody_gets_in_unencrypted_or_where_the_name_is_another(stack: Stack) -> None:
    found = json.loads(stack.inside(inside.DOORS).splitlines()[-1])
    assert set(found["plain"].values()) <= {"refused", "ConnectionResetError"}, found
    assert set(found["inside"].values()) == {"welcome"}, found
    assert set(found["inside under another name"].values()) == {"CERTIFICATE_VERIFY_FAILED"}, found
    assert set(found["without a certificate"].values()) <= CERTIFICATE_ASKED, found
    assert found["postgres"] == "welcome", found
    assert found["postgres under another name"] == "CERTIFICATE_VERIFY_FAILED", found
    assert found["postgres by another authority"] == "CERTIFICATE_VERIFY_FAILED", found
    assert found["plain postgres"] == "refused", found


@IN_ONE_LOOP
async def test_all_that_is_connected_to_postgresql_is_encrypted(stack: Stack) -> None:
    rows = await stack.ask("registry", CONNECTED)
    assert [row["ssl"] for row in rows] == [True]


def test_each_service_may_what_the_catalogue_says_and_nothing_else(stack: Stack) -> None:
    found = json.loads(stack.inside(inside.RIGHTS).splitlines()[-1])
    assert found == {
        "writes what the registry tells": "TopicAuthorizationFailedError",
        "reads what it hears": "ok",
        "reads what it does not hear": "TopicAuthorizationFailedError",
        "comes with another password": "KafkaConnectionError",
    }
    again = docker("compose", "run", "--rm", "--no-deps", "--no-TTY", "administrator")
    assert again.count("rights given 0, taken 0") == len(SERVICES)


def test_every_topic_has_three_copies_of_which_two_must_be_there(stack: Stack) -> None:
    described = stack.admin.list_topics(timeout=20)
    assert len(described.brokers) == len(BROKERS)
    topics = [topic for name, topic in described.topics.items() if name != "__consumer_offsets"]
    assert len(topics) > 80
    for topic in described.topics.values():
        for partition in topic.partitions.values():
            assert len(partition.replicas) == 3, topic
            assert len(partition.isrs) == 3, topic
    asked = [ConfigResource(ResourceType.TOPIC, name) for name in described.topics]
    for resource, future in stack.admin.describe_configs(asked).items():
        assert future.result(20)["min.insync.replicas"].value == "2", resource


@IN_ONE_LOOP
async def test_one_of_each_killed_under_load_loses_nothing(stack: Stack, network: Network, tmp_path: Path) -> None:
    await steps.import_network(network)
    office = await steps.open_office(network)
    place = {"mode": "place", "place": "Будинок культури", "address": "вул. Центральна, 1", "capacity": 10_000}
    plan = {"title": "Зустріч", "description": "x", "kind": "training", "office_id": office["id"], **place}
    days = [steps.next_evening() + timedelta(days=10 + number) for number in range(3)]
    told = [plan | {"starts_at": day.isoformat(), "ends_at": (day + timedelta(hours=2)).isoformat()} for day in days]
    events = [UUID((await network.done("/api/events/v1/events", json=one))["id"]) for one in told]
    await steps.sign_up(network, {"id": events[0]}, Resident())  # once this is possible, the load may begin
    hurting = Hurting(stack, network, events, random.Random(1))
    await hurting.begin(tmp_path)
    try:
        await hurting.one_of_each()
        await hurting.caddy()
        await hurting.password_of("events")
    finally:
        await hurting.end()
    await hurting.judge()
    assert not hurting.complaints, "\n".join(hurting.complaints)
