"""The platform's parts, each alone."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import asyncpg
import httpx
import pytest
from confluent_kafka.admin import AdminClient
from liaison_local.caddy import caddy
from liaison_local.databases import SERVICES
from liaison_local.for_tests import start_broker_and_database
from liaison_local.home import Home
from liaison_local.jars import locked_jars
from liaison_local.ports import Ports, free_port, inner_ports
from liaison_local.supervising.keeper import next_pause
from liaison_local.supervising.process import MARK, Process
from liaison_local.supervising.process_table import end_leftovers, is_gone


async def test_a_broker_and_a_database_start_alone(tmp_path: Path) -> None:
    bootstrap, dsn, stop = start_broker_and_database(tmp_path)
    try:
        assert len(AdminClient({"bootstrap.servers": bootstrap}).list_topics(timeout=30).brokers) == 1
        connection = await asyncpg.connect(dsn)
        databases = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
        await connection.close()
        assert set(SERVICES) < databases
    finally:
        stop()


def test_an_upstream_that_is_down_gets_a_page_in_two_languages_and_a_problem_for_programs(home: Home) -> None:
    nobody = {name: free_port(set()) for name in (*SERVICES, "supervisor")}
    ports = Ports(free_port(set()), 0, nobody)
    process = Process(caddy(home, ports))
    process.start_and_wait()
    try:
        page = httpx.get(f"http://localhost:{ports.origin}/calendar")
        problem = httpx.get(f"http://localhost:{ports.origin}/api/events/v1/events")
    finally:
        process.stop()
    assert (page.status_code, problem.status_code) == (503, 503)
    assert page.headers["Retry-After"] == problem.headers["Retry-After"] == "5"
    assert "Зачекайте хвилину" in page.text
    assert "One moment, please" in page.text
    assert page.headers["Content-Type"].startswith("text/html")
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["status"] == 503


async def test_the_origins_log_holds_no_personal_link(home: Home) -> None:
    """Also of an answer that breaks off, which is written down with what was asked for."""

    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbeginning")
        writer.close()

    upstream = await asyncio.start_server(break_off, "127.0.0.1", 0)
    broken = dict.fromkeys((*SERVICES, "supervisor"), upstream.sockets[0].getsockname()[1])
    ports = Ports(free_port(set()), 0, broken)
    process = Process(caddy(home, ports))
    await asyncio.to_thread(process.start_and_wait)
    secret = "q0Xc-9vYlT7_Rb2aUe5WzzzzQQ"
    try:
        async with httpx.AsyncClient(headers={"referer": f"http://localhost/{secret}"}) as client:
            for path in (f"/sign-in/links/{secret}", f"/api/events/v1/sign-ups/{secret}", f"/cso?q={secret}"):
                with pytest.raises(httpx.RemoteProtocolError):
                    await client.get(f"http://localhost:{ports.origin}{path}")
    finally:
        await asyncio.to_thread(process.stop)
        upstream.close()
    log = home.log("caddy").read_text()
    for page in ('"/sign-in"', '"/api/events/v1/sign-ups"', '"/cso"'):
        assert page in log
    assert secret not in log


def test_metrics_are_not_for_the_outside_and_dead_letters_are_at_the_one_origin(home: Home) -> None:
    nobody = {name: free_port(set()) for name in (*SERVICES, "supervisor")}
    ports = Ports(free_port(set()), 0, nobody)
    process = Process(caddy(home, ports))
    process.start_and_wait()
    try:
        with httpx.Client(base_url=f"http://localhost:{ports.origin}") as client:
            for path in (
                "/metrics",
                "/metrics/",
                "/METRICS",
                "/%6detrics",
                "//metrics",
                "/metrics?x",
                "/calendar/../metrics",
            ):
                # httpx would tidy the path up.
                request = client.build_request("GET", "/")
                request.url = request.url.copy_with(raw_path=path.encode())
                assert (path, client.send(request).status_code) == (path, 404)
            assert client.get("/dead-letters").headers["location"] == "/dead-letters/registry"
            for name in SERVICES:
                # 503: it was passed on to the service, of which nobody is at home.
                assert client.get(f"/api/{name}/v1/dead-letters").status_code == 503
                assert client.get(f"/dead-letters/{name}").status_code == 503
                assert client.post(f"/dead-letters/{name}/in-1/retry").status_code == 503
                assert client.post(f"/api/{name}/v1/dead-letters/in-1/retry").status_code == 503
    finally:
        process.stop()


def test_pauses_grow_while_a_process_keeps_dying_and_start_anew_when_it_was_well() -> None:
    pauses = [0.0]
    for _ in range(8):
        pauses.append(next_pause(pauses[-1], lived=1))
    assert pauses[1:] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    assert next_pause(10.0, lived=31) == 0.2


def test_ports_are_kept_and_a_taken_one_is_chosen_anew(home: Home) -> None:
    first = inner_ports(home, ("a", "b"), set())
    assert inner_ports(home, ("a", "b"), set()) == first
    with socket.create_server(("127.0.0.1", first["a"])):
        again = inner_ports(home, ("a", "b"), set())
    assert again["a"] != first["a"]
    assert again["b"] == first["b"]


def test_a_damaged_jar_is_not_accepted(home: Home) -> None:
    jar = locked_jars()[0]
    cache = home.root / "cache"
    jar.path(cache).parent.mkdir(parents=True)
    jar.path(cache).write_bytes(b"half a file")
    assert not jar.is_in(cache)


def test_the_lock_file_carries_a_hash_for_each_jar_and_no_addresses() -> None:
    jars = locked_jars()
    assert {"kafka_2.13", "kafka-clients", "log4j-slf4j-impl"} < {jar.artifact for jar in jars}
    assert {len(jar.sha256) for jar in jars} == {64}


@pytest.mark.parametrize("runs", [1, 7])
def test_the_logs_of_the_last_five_runs_are_kept(home: Home, runs: int) -> None:
    for run in range(runs):
        home.rotate_log("kafka")
        home.logs.mkdir(parents=True, exist_ok=True)
        home.log("kafka").write_text(f"run {run}")
    assert home.log("kafka").read_text() == f"run {runs - 1}"
    assert len(list(home.logs.iterdir())) == min(runs, 6)


def test_what_a_killed_supervisor_left_behind_is_found_by_its_mark(home: Home) -> None:
    command = [sys.executable, "-c", "import signal; signal.pause()"]
    left = subprocess.Popen(command, env=os.environ | {MARK: str(home.logs)})
    other = subprocess.Popen(command, env=os.environ | {MARK: str(home.logs / "of another")})
    try:
        end_leftovers(home)
        assert is_gone(left.pid)
        assert not is_gone(other.pid)
    finally:
        for process in (left, other):
            process.kill()
            process.wait()
