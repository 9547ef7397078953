"""The whole platform on this machine, with small programs in the services' place."""

import os
import signal
from collections.abc import Callable

import asyncpg
import httpx
import psutil
import pytest
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

PROCESSES = ["sink", "postgresql", "kafka", "registry", "events", "notifications", "reporting", "caddy"]
Eventually = Callable[..., None]


def health(system) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{system.state['supervisor']['port']}/health")


def is_ready(system) -> bool:
    return health(system).status_code == 200


def test_up_ends_when_every_process_is_ready(system) -> None:
    answer = health(system)
    assert answer.status_code == 200
    assert answer.text.splitlines() == [f"{name} ready ok" for name in PROCESSES]
    assert system.state["phase"] == "ready"


def test_health_is_reached_through_the_origin_too(system) -> None:
    assert httpx.get(f"{system.exports['LIAISON_URL']}/health").text == health(system).text


@pytest.mark.parametrize("name", sorted(set(PROCESSES) - {"kafka", "postgresql"}))
def test_a_killed_process_is_started_again(system, eventually: Eventually, name: str) -> None:
    killed, restarts = system.pid(name), system.state["processes"][name]["restarts"]
    system.kill(name)
    eventually(lambda: system.pid(name) not in (None, killed), f"{name} has a new process")
    eventually(lambda: is_ready(system), "all is ready again")
    assert system.state["processes"][name]["restarts"] == restarts + 1


async def test_what_was_committed_survives_a_kill_of_postgresql(system, eventually: Eventually) -> None:
    dsn = system.exports["EVENTS_DATABASE_URL"]
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('їжак')")
    killed = system.pid("postgresql")
    system.kill("postgresql")
    connection.terminate()
    eventually(lambda: system.pid("postgresql") not in (None, killed) and is_ready(system), "it is ready again")
    connection = await asyncpg.connect(dsn)
    assert await connection.fetchval("SELECT word FROM kept") == "їжак"
    await connection.close()


def test_what_was_acknowledged_survives_a_kill_of_kafka(system, eventually: Eventually) -> None:
    servers = system.exports["KAFKA_BOOTSTRAP_SERVERS"]
    admin = AdminClient({"bootstrap.servers": servers})
    admin.create_topics([NewTopic("kept")])["kept"].result(30)
    producer = Producer({"bootstrap.servers": servers, "acks": "all"})
    producer.produce("kept", b"word", partition=0)
    assert producer.flush(30) == 0
    killed = system.pid("kafka")
    system.kill("kafka")
    eventually(lambda: system.pid("kafka") not in (None, killed) and is_ready(system), "it is ready again")
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "reader"})
    consumer.assign([TopicPartition("kept", 0, 0)])
    message = consumer.poll(30)
    consumer.close()
    assert message is not None
    assert message.value() == b"word"


def test_topics_are_not_made_by_writing_to_them(system) -> None:
    refused = []
    servers = system.exports["KAFKA_BOOTSTRAP_SERVERS"]
    producer = Producer({"bootstrap.servers": servers, "message.timeout.ms": 1000})
    producer.produce("unknown", b"word", callback=lambda error, _message: refused.append(error))
    producer.flush(30)
    assert refused[0] is not None
    assert "unknown" not in AdminClient({"bootstrap.servers": servers}).list_topics(timeout=30).topics


async def test_env_gives_each_service_a_database_of_its_own(system) -> None:
    exports = system.exports
    for name in ("registry", "events", "notifications", "reporting"):
        connection = await asyncpg.connect(exports[f"{name.upper()}_DATABASE_URL"])
        assert await connection.fetchval("SELECT current_user || current_database()") == name * 2
        assert await connection.fetchval("SELECT count(*) FROM pg_extension WHERE extname = 'btree_gist'") == 1
        await connection.close()
    others = exports["EVENTS_DATABASE_URL"].removesuffix("/events") + "/registry"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(others)


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "events"),
        ("/events/1", "events"),
        ("/static/site.css", "events"),
        ("/api/events/v1/events", "events"),
        ("/api/registry/v1/network", "registry"),
        ("/offices", "registry"),
        ("/districts/1", "registry"),
        ("/sign-in", "registry"),
        ("/sign-ups/1", "events"),
        ("/api/notifications/v1", "notifications"),
        ("/messages", "notifications"),
        ("/results/2026", "reporting"),
        ("/data.csv", "reporting"),
    ],
)
def test_one_origin_leads_to_the_service_that_owns_the_path(system, path: str, service: str) -> None:
    assert httpx.get(system.exports["LIAISON_URL"] + path).json()["service"] == service


def test_only_the_notifications_service_is_told_where_the_sealing_key_is(system) -> None:
    told = {
        path: "LIAISON_SEALING_KEY_FILE" in httpx.get(system.exports["LIAISON_URL"] + path).json()["env"]
        for path in ("/events", "/offices", "/messages", "/results")
    }
    assert told == {"/events": False, "/offices": False, "/messages": True, "/results": False}


def test_the_demo_network_is_posted_to_the_registry(system) -> None:
    assert "posted /api/registry/v1/network application/yaml" in system.run("logs", "registry").stdout


def test_everything_listens_on_the_loopback_interface_only(system) -> None:
    pids = [*system.pids(), system.state["supervisor"]["pid"]]
    listening = [
        connection.laddr.ip.removeprefix("::ffff:")
        for pid in pids
        for connection in psutil.Process(pid).net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 10
    assert set(listening) == {"127.0.0.1"}


def test_status_shows_every_process_and_the_memory_of_all(system) -> None:
    table = system.run("status").stdout
    for word in ["Liaison is ready", "supervisor", *PROCESSES, "total", " MB"]:
        assert word in table


def test_a_second_up_in_the_same_home_is_refused_in_one_sentence(system) -> None:
    for arguments in (["up"], ["up", "--detach"]):
        done = system.run(*arguments)
        assert done.returncode == 1
        assert done.stderr.startswith("Liaison is already running in ")
        assert "liaison down" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_reset_is_refused_while_it_runs(system) -> None:
    done = system.run("reset", "--yes")
    assert done.returncode == 1
    assert "liaison down" in done.stderr
    assert (system.home / "data").exists()


def test_secrets_can_be_read_by_their_owner_only(system) -> None:
    modes = {path.stat().st_mode & 0o777 for path in (system.home / "secrets").iterdir()}
    assert modes == {0o600}


def test_two_homes_run_side_by_side_and_ctrl_c_leaves_nothing_behind(system, another_system, eventually) -> None:
    running = another_system.start()
    eventually(lambda: "ready" in phase_of(another_system), "the other system is ready")
    assert is_ready(another_system)
    assert is_ready(system)
    pids = another_system.pids()
    running.send_signal(signal.SIGINT)
    printed, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    assert "its data is kept" in printed
    assert not [pid for pid in pids if psutil.pid_exists(pid)]
    assert is_ready(system)


def phase_of(system) -> str:
    return system.state["phase"] if (system.home / "run" / "state.json").exists() else ""


def test_a_killed_supervisor_leaves_nothing_behind_and_the_next_up_finds_the_data(another_system, eventually) -> None:
    assert another_system.run("up", "--detach").returncode == 0
    token = another_system.exports["LIAISON_TOKEN"]
    pids = another_system.pids()
    os.kill(another_system.state["supervisor"]["pid"], signal.SIGKILL)
    eventually(lambda: not [pid for pid in pids if is_running(pid)], "nothing of it runs")
    assert another_system.run("status").returncode == 1
    assert another_system.run("up", "--detach").returncode == 0
    assert another_system.exports["LIAISON_TOKEN"] == token


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_secured_system_asks_who_comes(another_system) -> None:
    """Its services get in by names of their own; `liaison subscribers` finds the administrator's by itself."""
    assert another_system.run("up", "--detach", "--secured").returncode == 0
    servers = another_system.exports["KAFKA_BOOTSTRAP_SERVERS"]
    with pytest.raises(KafkaException):
        AdminClient({"bootstrap.servers": servers, "log_level": 0}).list_topics(timeout=3)
    told = {
        "bootstrap.servers": servers,
        "security.protocol": another_system.exports["KAFKA_SECURITY_PROTOCOL"],
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": another_system.exports["KAFKA_USERNAME"],
        "sasl.password": another_system.exports["KAFKA_PASSWORD"],
        "ssl.ca.location": another_system.exports["KAFKA_CA_FILE"],
    }
    assert len(AdminClient(told).list_topics(timeout=30).brokers) == 1
    events = another_system.run("env", "events").stdout
    assert "KAFKA_USERNAME=liaison-events" in events
    assert another_system.exports["KAFKA_PASSWORD"] not in events
    added = another_system.run("subscribers", "add", "city-site", "--topics", "EventHeld")
    assert (added.returncode, f"KAFKA_BOOTSTRAP_SERVERS='{servers}'" in added.stdout) == (0, True)
    assert "city-site" in another_system.run("subscribers", "list").stdout
