"""What a bulletin to thousands does to what is urgent: `python -m tests.bench.bulletin --people 50000`.

Letters with a link (somebody sits before a screen and waits) are planned steadily by a process of their own, so that a
busy sender cannot put off their beginning; first alone, then while a bulletin is planned, sent to a mail server and
counted, by the jobs of one process as in production. Their delay is what the database says: from when one was planned
to when the mail server had it.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

import uvloop
from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import clock, jobs, sealing
from liaison_kit.database import Database, copy_rows, new_id
from liaison_kit.jobs import JobContext
from liaison_notifications.jobs.bulletins.end_bulletins import end_bulletins
from liaison_notifications.jobs.bulletins.plan_bulletins import plan_bulletins
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.jobs.sending.send_urgent_messages import send_urgent_messages
from liaison_notifications.jobs.sending.settle_unknown import settle_unknown
from liaison_notifications.model import Bulletin, Delivery, SealedLetter, SealingKey
from liaison_notifications.model.bulletins.counts import counts_of
from liaison_notifications.model.consent.subscribers import Subscriber, Subscription
from liaison_notifications.model.planning.planning import plan_letter
from liaison_notifications.model.sending.delivery import Purpose
from sqlalchemy import select

from tests.bench.messages import context, counted, receiver, run

GOAL_SECONDS = 2.0
JOBS = (send_messages, send_urgent_messages, settle_unknown, plan_bulletins, end_bulletins)
TEXT = "Офіс переїжджає.\n\n" + "З понеділка ми працюємо за новою адресою, поруч із зупинкою. " * 12


async def agreed(database: Database, people: int) -> None:
    """So many subscribers who agreed to bulletins, each with a sealed address."""
    async with database.transaction() as session:
        key = (await session.scalars(select(SealingKey))).one()
        subscribers, subscriptions = [], []
        for number in range(people):
            link = f"https://liaison.example/n/{number:022}"
            contact = Contact(name="", phone=None, email=f"reader{number}@example.org", link=link)
            box, whose = sealing.seal(contact.model_dump_json().encode(), key.public_key), new_id()
            secrets = {"address_hash": whose.bytes * 2, "token_hash": whose.bytes * 2}
            same = {"version": 1, "channel": "email", "key_version": 1, "since": clock.now()}
            subscribers.append({"id": whose, "sealed": box, **secrets, **same})
            what = {"purpose": "bulletins", "districts": [], "kinds": [], "since": clock.now()}
            subscriptions.append({"subscriber_id": whose, **what})
        await copy_rows(session, Subscriber, subscribers)
        await copy_rows(session, Subscription, subscriptions)
    async with database.own_connection() as connection:
        await connection.execute("vacuum analyze")
        await connection.execute("checkpoint")


async def approved(database: Database) -> Bulletin:
    """A bulletin that leaves at once."""
    now, author, other = clock.now(), new_id(), new_id()
    words = {"title": "Переїзд офісу", "title_en": "", "text": TEXT, "text_en": "", "sms": "", "sms_en": ""}
    who = {"written_by": author, "changed_by": author, "written_at": now, "changed_at": now}
    bulletin = Bulletin(id=new_id(), version=1, status="approved", districts=[], kinds=[], **words, **who)
    bulletin.approved_by, bulletin.approved_at = other, now
    async with database.transaction() as session:
        session.add(bulletin)
    return bulletin


async def feed(url: str, rate: float) -> None:
    """Plans an urgent letter every so often, whatever the sender does, until it is ended."""
    database, number, begin = Database(url), 0, time.monotonic()
    async with database.reading() as session:
        key = (await session.scalars(select(SealingKey))).one()
    while True:
        await asyncio.sleep(max(0.0, begin + number / rate - time.monotonic()))
        number += 1
        content = StaffLetter(name="Олена", email=f"worker{new_id().hex}@example.org", language="uk", link="https://x")
        box = sealing.seal(content.model_dump_json().encode(), key.public_key)
        async with database.transaction() as session:
            letter = SealedLetter(id=new_id(), version=1, sealed=box, key_version=1)
            letter.expires_at = clock.now() + timedelta(hours=1)
            session.add(letter)
            await session.flush()
            await plan_letter(session, Purpose.RESET, letter.id, clock.now())


@contextmanager
def fed(database_url: str, rate: float) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.bench.bulletin", "--feed", database_url, "--rate", str(rate)]
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@asynccontextmanager
async def working(job_context: JobContext) -> AsyncIterator[None]:
    """The jobs of one process; each comes to its end."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(jobs.run(job, job_context, stop)) for job in JOBS]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def over(database: Database, bulletin: Bulletin) -> float:
    """Waits until nothing of it waits any more; after how many seconds that is."""
    while True:
        async with database.reading() as session:
            row = (await session.scalars(select(Bulletin).where(Bulletin.id == bulletin.id))).one()
        if row.over_at:
            assert row.begun_at
            return (row.over_at - row.begun_at).total_seconds()
        await asyncio.sleep(0.5)


async def delays(database: Database, since: Any) -> list[float]:
    """Of urgent messages planned since: seconds until the mail server had them. All of them have left."""
    while True:
        async with database.reading() as session:
            urgent = select(Delivery).where(Delivery.lane == 0, Delivery.created_at >= since)
            rows = (await session.scalars(urgent)).all()
        if all(row.accepted_at for row in rows):
            return sorted((row.accepted_at - row.created_at).total_seconds() for row in rows if row.accepted_at)
        await asyncio.sleep(0.5)


async def measured(admin_dsn: str, people: int, rate: float, alone: float) -> list[str]:
    with receiver("smtp") as smtp_port, receiver("sms") as sms_port:
        await counted(smtp_port + 1)
        at_any_hour = {"quiet_from": "00:00", "quiet_until": "00:00"}
        async with context(admin_dsn, sms_port, smtp_port, **at_any_hour) as job_context:
            database, url = job_context.database, str(job_context.settings.database_url)
            await agreed(database, people)
            async with working(job_context):
                begin = clock.now()
                with fed(url, rate):
                    await asyncio.sleep(alone)
                quiet = await delays(database, begin)
                begin = clock.now()
                with fed(url, rate):
                    bulletin = await approved(database)
                    seconds = await over(database, bulletin)
                busy = await delays(database, begin)
            async with database.reading() as session:
                counts = (await counts_of(session, [bulletin.id]))[bulletin.id]
            total = len(quiet) + len(busy) + people
            # None was lost, none came twice, and what the page says is so.
            assert await counted(smtp_port + 1) == [total] * 2, (await counted(smtp_port + 1), total)
            assert [(what, number) for (_, what), number in counts.items() if number] == [("sent", people)]
    verdict = "reached" if busy[-1] <= GOAL_SECONDS else "MISSED"
    return [
        f"A bulletin to {people:,} in {seconds:.0f} s: {people / seconds:,.0f} mails a second, all counted.",
        "",
        f"| seconds until an urgent mail had left ({rate:g} a second) | median | p99 | longest | goal | |",
        "|---|---|---|---|---|---|",
        _line("without a bulletin", quiet, "–", "–"),
        _line("while it was sent", busy, f"longest ≤ {GOAL_SECONDS:g}", verdict),
    ]


def _line(title: str, values: Sequence[float], goal: str, verdict: str) -> str:
    p99 = values[min(len(values) - 1, int(len(values) * 0.99))]
    cells = f"{statistics.median(values):.3f} | {p99:.3f} | **{values[-1]:.3f}**"
    return f"| {title} ({len(values)}) | {cells} | {goal} | {verdict} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bulletin", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=5, help="of urgent messages, a second")
    parser.add_argument("--alone", type=float, default=20, help="for so many seconds without a bulletin")
    parser.add_argument("--dsn", help="an administrator's address of a PostgreSQL that runs; else one is started")
    parser.add_argument("--feed", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.feed:
        uvloop.run(feed(arguments.feed, arguments.rate))
        return
    run(lambda dsn: measured(dsn, arguments.people, arguments.rate, arguments.alone), arguments.dsn)


if __name__ == "__main__":
    main()
