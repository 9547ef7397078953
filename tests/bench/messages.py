"""How fast messages leave: `python -m tests.bench.messages`.

Emails a second to a mail server beside a bare loop of aiosmtplib that sends mails rendered before, over as many
connections; SMS a second to a gateway. From the claim in PostgreSQL to the outcome in it, in one process, whose event
loop is uvloop as in production. Arms take turns in each round, so that both have the same neighbours on the machine.

Then half of the rate that was reached falls due steadily, and how long each message took to its provider is said: from
when it was due until it was accepted, as `/messages/figures` counts it.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiosmtplib
import asyncpg
import httpx
import structlog
import uvloop
from liaison_contracts.notifications import Contact
from liaison_kit import clock, migrations, sealing
from liaison_kit.database import Database, copy_rows, new_id
from liaison_kit.jobs import JobContext, Kept
from liaison_kit.process import collect_seldom
from liaison_kit.running import logs
from liaison_kit.service import open_database
from liaison_local.ports import free_port
from liaison_notifications import texts
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.model import ContactPoint, Delivery, EventCopy, SealingKey, SignUpCopy
from liaison_notifications.sealing_key import announce_sealing_key
from liaison_notifications.service import SERVICE
from liaison_notifications.settings import NotificationsSettings
from sqlalchemy import DateTime, Interval, bindparam, func, select, text

from tests.bench.platform import started

NAME = f"bench_messages_{os.getpid()}"
CONNECTIONS = 10
MAILS_TARGET, SMS_TARGET, RATIO_TARGET, SOON_TARGET = 400, 1_000, 0.5, 0.99
FROM = "office@liaison.example"
FED = text("""
    update delivery as d set next_try_at = :begin + r.number * :step
    from (select id, row_number() over (order by id) as number from delivery where status = 'planned') as r
    where r.id = d.id
""").bindparams(bindparam("begin", type_=DateTime(timezone=True)), bindparam("step", type_=Interval))
WAITED = text("""
    select percentile_disc(0.99) within group (order by waited), max(waited), avg((waited <= 10)::int)
    from (select extract(epoch from accepted_at - due_at) as waited from delivery
        where channel = :channel and due_at >= :begin) as w
""").bindparams(bindparam("begin", type_=DateTime(timezone=True)))


@contextmanager
def receiver(kind: str) -> Iterator[int]:
    """The port of one, running."""
    port = free_port(set())
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.receivers", kind, str(port)])
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


async def counted(port: int) -> list[int]:
    """How many messages came, and how many different ones; waits until it answers at all."""
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            try:
                return list((await client.get(f"http://127.0.0.1:{port}/count")).json())
            except httpx.TransportError:
                await asyncio.sleep(0.05)


@asynccontextmanager
async def context(admin_dsn: str, sms: int, smtp: int, **more: Any) -> AsyncIterator[JobContext]:
    """The service's database, migrated and empty, and what its jobs get; `more` settings."""
    admin = await asyncpg.connect(admin_dsn)
    await admin.execute(f"drop database if exists {NAME} with (force)")
    await admin.execute(f"create database {NAME}")
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        settings = NotificationsSettings(
            DATABASE_URL=f"{admin_dsn.rpartition('/')[0]}/{NAME}",
            KAFKA_BOOTSTRAP_SERVERS="none:9092",
            sealing_key_file=Path(folder) / "own.key",
            sms_gateway_url=f"http://127.0.0.1:{sms}/sms",
            sms_gateway_token="t",
            smtp_relays=f"smtp://127.0.0.1:{smtp}?connections={CONNECTIONS + 2}",
            **more,
        )
        database = open_database(SERVICE, settings)
        try:
            await migrations.migrate(database, SERVICE.migrations)
            await announce_sealing_key(database, settings)
            async with Kept() as kept:
                yield JobContext(database, settings, kept)
        finally:
            await database.close()
            await admin.execute(f"drop database {NAME} with (force)")
            await admin.close()


async def plan(database: Database, channel: str, number: int, first: int = 0) -> None:
    """One message each to `number` residents, about one event: other ones than those before `first`."""
    now, event_id = clock.now(), new_id()
    ids = [(new_id(), new_id()) for _ in range(number)]
    async with database.transaction() as session:
        key = (await session.scalars(select(SealingKey))).one()
        boxes = [sealing.seal(_contact(first + n).model_dump_json().encode(), key.public_key) for n in range(number)]
        session.add(_event(event_id, now + timedelta(days=2)))
        sign_ups = [{"id": one, "version": 1, "event_id": event_id, "status": "confirmed"} for one, _ in ids]
        await copy_rows(session, SignUpCopy, sign_ups)
        points = [
            {"id": one, "version": 1, "event_id": event_id, "sealed": box, "key_version": 1, "received_at": now}
            for (one, _), box in zip(ids, boxes, strict=True)
        ]
        await copy_rows(session, ContactPoint, points)
        same = {"channel": channel, "purpose": "confirmation", "event_id": event_id, "status": "planned", "attempt": 0}
        same |= {"created_at": now, "next_try_at": now, "lane": 1, "costless": 0}
        rows = [same | {"id": delivery, "dedupe_key": str(delivery), "sign_up_id": one} for one, delivery in ids]
        await copy_rows(session, Delivery, rows)
    async with database.own_connection() as connection:
        await connection.execute("vacuum analyze")
        await connection.execute("checkpoint")


def _contact(number: int) -> Contact:
    address = f"resident{number}@example.org"
    link = f"https://liaison.example/s/{number:032}"
    return Contact(name="Олена Коваленко", phone=f"+38067{number:07}", email=address, link=link)


def _event(event_id: Any, starts_at: Any) -> EventCopy:
    said = {
        "title": "Бюджет громадських ініціатив: як подати проєкт",
        "status": "scheduled",
        "room_name": "Велика зала",
    }
    said |= {"office_name": "Офіс у Вінницьких Хуторах", "address": "вул. Незалежності, 1"}
    ends_at = starts_at + timedelta(hours=2)
    return EventCopy(id=event_id, version=1, starts_at=starts_at, ends_at=ends_at, modified_at=None, **said)


async def ours(job_context: JobContext, channel: str, number: int) -> tuple[float, float]:
    """Messages a second; milliseconds of this process's CPU for each."""
    await plan(job_context.database, channel, number)
    begin, cpu = time.perf_counter(), time.process_time()
    while await send_messages(job_context):
        pass
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    async with job_context.database.reading() as session:
        statuses = dict((await session.execute(select(Delivery.status, func.count()).group_by(Delivery.status))).all())
    assert set(statuses) == {"accepted"}, statuses
    return number / seconds, cpu / number * 1000


async def half_load(job_context: JobContext, channel: str, rate: float, seconds: float) -> tuple[float, float, float]:
    """Seconds from due to accepted: of the slowest of a hundred, of the slowest; and the share within ten."""
    database, number = job_context.database, max(int(rate * seconds), 100)
    await plan(database, channel, number)
    waiting = select(func.count()).where(Delivery.status != "accepted")
    async with database.transaction() as session:
        # The planning took a while; from here on one after the other is due.
        fed = {"begin": clock.now() + timedelta(seconds=2), "step": timedelta(seconds=1 / rate)}
        await session.execute(FED, fed)
    while True:
        if await send_messages(job_context):
            continue
        async with database.reading() as session:
            if not await session.scalar(waiting):
                break
        await asyncio.sleep(send_messages.rest.total_seconds())
    async with database.reading() as session:
        p99, slowest, soon = (await session.execute(WAITED, {"channel": channel, "begin": fed["begin"]})).one()
    return float(p99), float(slowest), float(soon)


async def bare(port: int, number: int) -> tuple[float, float]:
    """The same of a loop that does nothing else, rendered before and over kept connections."""
    event = _event(new_id(), clock.now() + timedelta(days=2))
    mails = []
    for n in range(number):
        message = texts.email("confirmation", _contact(n), event, new_id(), FROM, clock.now())
        mails.append((str(message["To"]), message.as_bytes()))
    clients = [aiosmtplib.SMTP(hostname="127.0.0.1", port=port) for _ in range(CONNECTIONS)]
    await asyncio.gather(*(client.connect() for client in clients))
    waiting = iter(mails)

    async def send(client: aiosmtplib.SMTP) -> None:
        for to, content in waiting:
            await client.sendmail(FROM, [to], content)

    begin, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(send(client) for client in clients))
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    await asyncio.gather(*(client.quit() for client in clients))
    return number / seconds, cpu / number * 1000


async def measured(admin_dsn: str, mail_server: str, rounds: int, mails: int, sms: int, seconds: float) -> list[str]:
    figures: dict[str, list[tuple[float, float]]] = {"bare": [], "emails": [], "sms": []}
    with receiver(mail_server) as smtp_port, receiver("sms") as sms_port:
        await counted(smtp_port + 1)
        await counted(sms_port)
        async with context(admin_dsn, sms_port, smtp_port) as job_context:
            for _ in range(rounds):
                figures["bare"].append(await bare(smtp_port, mails))
                figures["emails"].append(await ours(job_context, "email", mails))
                figures["sms"].append(await ours(job_context, "sms", sms))
            # None was lost, and none came twice.
            assert await counted(smtp_port + 1) == [2 * mails * rounds] * 2
            assert await counted(sms_port) == [sms * rounds] * 2
            steady = await _steadily(job_context, figures, seconds) if seconds else []
    rates, cpu = ({arm: [run[n] for run in runs] for arm, runs in figures.items()} for n in (0, 1))
    ratios = [one / two for one, two in zip(rates["emails"], rates["bare"], strict=True)]
    return [
        "| | min / **median** / max | target | |",
        "|---|---|---|---|",
        _line("emails a second, a bare loop of aiosmtplib", rates["bare"], None),
        _line("emails a second", rates["emails"], MAILS_TARGET),
        _line("emails ÷ bare loop", ratios, RATIO_TARGET, ".2f"),
        _line("SMS a second", rates["sms"], SMS_TARGET),
        *(_line(f"CPU of an email or SMS, ms: {arm}", spent, None, ".2f") for arm, spent in cpu.items()),
        *steady,
    ]


async def _steadily(
    job_context: JobContext, figures: dict[str, list[tuple[float, float]]], seconds: float
) -> list[str]:
    lines = []
    for arm, channel in (("emails", "email"), ("sms", "sms")):
        rate = statistics.median(reached for reached, _ in figures[arm]) / 2
        p99, slowest, soon = await half_load(job_context, channel, rate, seconds)
        title = f"{arm}, {rate:,.0f} a second fall due for {seconds:.0f} s (half of what was reached)"
        lines.append(f"| {title}: seconds to the provider, p99 / slowest | **{p99:.2f}** / {slowest:.2f} | – | – |")
        verdict = "reached" if soon >= SOON_TARGET else "MISSED"
        lines.append(f"| of these within 10 s | {soon:.2%} | ≥ {SOON_TARGET:.0%} | {verdict} |")
    return lines


def _line(title: str, values: list[float], target: float | None, form: str = ",.0f") -> str:
    middle = statistics.median(values)
    cells = f"{min(values):{form}} / **{middle:{form}}** / {max(values):{form}}"
    verdict = "–" if target is None else "reached" if middle >= target else "MISSED"
    return f"| {title} | {cells} | {f'≥ {target:{form}}' if target else '–'} | {verdict} |"


def run(measuring: Callable[[str], Coroutine[Any, Any, Sequence[str]]], dsn: str | None) -> None:
    """Prints what it says of this PostgreSQL, or else of one that is started for it."""
    # As in the service's own process: a line for each message is written, and garbage is collected as seldom. Where to
    # the lines go is not what is measured.
    logs.configure(SERVICE.name, "jobs")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(Path(os.devnull).open("w")))  # noqa: SIM115 - to the end
    collect_seldom()
    print(f"{os.cpu_count()} cores, {os.getloadavg()[0]:.1f} of load before")
    if dsn:
        lines = uvloop.run(measuring(dsn))
    else:
        with started() as platform:
            lines = uvloop.run(measuring(platform.admin_dsn))
    print("\n".join(lines))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.messages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mails", type=int, default=4_000, help="in each round")
    parser.add_argument("--sms", type=int, default=10_000, help="in each round")
    parser.add_argument("--steady", type=float, default=30, help="seconds of half the rate, by channel; 0: none")
    parser.add_argument("--one-at-a-time", action="store_true", help="the mail server does not offer PIPELINING")
    parser.add_argument("--dsn", help="an administrator's address of a PostgreSQL that runs; else one is started")
    arguments = parser.parse_args()
    print(f"{arguments.rounds} rounds")
    server = "smtp-plain" if arguments.one_at_a_time else "smtp"
    sizes = arguments.rounds, arguments.mails, arguments.sms, arguments.steady
    run(lambda dsn: measured(dsn, server, *sizes), arguments.dsn)


if __name__ == "__main__":
    main()
