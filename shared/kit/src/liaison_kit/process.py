"""A service's process: `python -m liaison_events api|consumer|relay|jobs|all|migrate|check|replay|restored`.

`migrate all` migrates first, in the same process: on one machine half of a start is importing.
"""

import argparse
import asyncio
import gc
import signal
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import structlog
import uvicorn
import uvloop
from aiokafka.errors import KafkaConnectionError
from pydantic import ValidationError
from pydantic_settings import SettingsError

from liaison_kit import clock, jobs, migrations, outbox
from liaison_kit.checking import checkup, of_upgrade
from liaison_kit.checking.checkup import Checkup
from liaison_kit.checking.findings import LOOK_SECONDS, by_importance, is_broken, look_at
from liaison_kit.database import Database, is_infrastructure
from liaison_kit.http import readings
from liaison_kit.http.scrape import Scrape, measured, outbox_reading, parked_reading
from liaison_kit.jobs import JobContext
from liaison_kit.receiving import broker, replay
from liaison_kit.receiving.consumer import Consumer
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running import contractions, health, housekeeping, logs, restored
from liaison_kit.running.contractions import ProgramTooOld
from liaison_kit.running.health import Health
from liaison_kit.running.patience import Blocked
from liaison_kit.running.releases import Releases
from liaison_kit.running.watchdog import Watchdog
from liaison_kit.sending.relay import Relay
from liaison_kit.service import Service, build_app, open_database
from liaison_kit.settings import Settings, complaints
from liaison_kit.traces.collecting import collecting

log = structlog.get_logger()

STANDS_SECONDS = 75.0
"""Half of what the watchdog waits: then whoever looks at /health sees it."""

ALONE = (
    "PostgreSQL or Kafka did not answer: look whether they run and what they log, ask `liaison doctor` (with docker"
    " compose `deploy/doctor`), and start this again."
)
ROLES = {
    "api": "answers pages and the HTTP API",
    "consumer": "applies facts from Kafka",
    "relay": "sends the outbox to Kafka",
    "jobs": "does what is due",
    "all": "the four above in one process",
    "migrate": "brings the database and the topics to their newest form, then ends",
    "check": "says whether settings, database and what else it needs are in order, then ends; changes nothing",
    "replay": "makes the projections anew from Kafka beside the live ones, compares, switches, then ends",
    "restored": "for `liaison restore`: tells and applies what was on its way, settles what is in doubt, then ends",
}


class _Server(uvicorn.Server):
    """uvicorn, but the signals are handled here: all parts of the process stop together."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def main(service: Service) -> None:
    """Runs one role; ends with status 1 and a sentence where the settings are wrong."""
    lines = "\n".join(f"  {role:9} {meaning}" for role, meaning in ROLES.items())
    parser = argparse.ArgumentParser(
        prog=f"python -m liaison_{service.name}", epilog=lines, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("roles", nargs="+", choices=ROLES, metavar="role", help="one of those below; or `migrate all`")
    parser.add_argument("--compare-only", action="store_true", help="replay: leave the live tables; 1 if they differ")
    parser.add_argument(
        "--before-upgrade", action="store_true", help="check: whether `migrate` may run now; changes nothing"
    )
    parser.add_argument("--json", action="store_true", help="check: for programs, such as `liaison doctor`")
    parser.add_argument("--seconds", type=float, default=LOOK_SECONDS, help="check: how long it may take")
    parser.add_argument("--restoring", action="store_true", help=argparse.SUPPRESS)  # `liaison restore` is at work
    parser.add_argument("--stopped-at", type=datetime.fromisoformat, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if len(arguments.roles) > 1 and arguments.roles != ["migrate", "all"]:
        parser.error("one role at a time; only `migrate all` is two")
    role: str = arguments.roles[-1]
    try:
        settings = service.settings()
    except (ValidationError, SettingsError) as error:
        wrong = complaints(error, service.settings)
        if role == "check":
            sys.exit(_tell(checkup.refused(service.name, wrong), arguments.json))
        sys.exit("\n".join(wrong))
    logs.configure(service.name, role, settings.log_format)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            sys.exit(runner.run(_run(service, settings, arguments)))
        except (Blocked, ProgramTooOld) as error:
            log.critical("schema.refused", remedy=str(error))
            sys.exit(1)
        except Exception as error:  # Python itself would print it past the redaction, rows and all
            if is_alone(error):
                # A driver's error says the statement and its values; the system's says the address.
                said = str(error) if isinstance(error, OSError) else ""
                log.critical("process.alone", error=type(error).__name__, said=said, remedy=ALONE)
            else:
                log.critical("process.broken", exc_info=error)
            sys.exit(1)


def is_alone(error: Exception) -> bool:
    """Whether a part that it needs is away. What a file did, a certificate or a full disk there is something else: its
    traceback says what and where."""
    if isinstance(error, OSError):
        return error.filename is None and not isinstance(error, ssl.SSLError)
    code = str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")
    return isinstance(error, KafkaConnectionError) or code.startswith(("08", "57P"))


async def _run(service: Service, settings: Settings, arguments: argparse.Namespace) -> int:
    database, role = open_database(service, settings), arguments.roles[-1]
    try:
        if role != "check" and not arguments.restoring and await restored.is_unfinished(database):
            log.critical("restore.unfinished", remedy="run `liaison restore` again: it begins anew")
            return 1
        if "migrate" in arguments.roles:
            await _migrate(service, settings, database)
        if role == "migrate":
            return 0
        if role == "check":
            return await _check(service, settings, database, arguments)
        if role == "replay":
            return await replay.run(service, settings, database, arguments.compare_only)
        if role == "restored":
            await restored.settle(service, settings, database, arguments.stopped_at or clock.now())
            return 0
        async with collecting(service.name, role, settings):
            return await _serve(service, settings, database, set(ROLES) - {"all"} if role == "all" else {role})
    finally:
        await database.close()


async def _migrate(service: Service, settings: Settings, database: Database) -> None:
    await migrations.migrate(database, service.migrations)
    await outbox.take_epoch(database)
    await housekeeping.make_partitions(JobContext(database, settings))
    created = await broker.ensure_topics(settings)
    if service.on_migrate:
        await service.on_migrate(database, settings)
    log.info("service.migrated", topics_created=created)


async def _check(service: Service, settings: Settings, database: Database, arguments: argparse.Namespace) -> int:
    told = await checkup.examine(service, settings, database, arguments.seconds)
    if arguments.before_upgrade:
        look = {"upgrade.database": partial(of_upgrade.look, service, database)}
        told = told.model_copy(
            update={"findings": of_upgrade.instead(told.findings, await look_at(look, arguments.seconds))}
        )
    return _tell(told, arguments.json)


def _tell(told: Checkup, as_json: bool) -> int:
    """For a person, without a table: that is what `liaison doctor` has. 1 if something is broken."""
    lines = [told.model_dump_json()] if as_json else [str(each) for each in by_importance(told.findings)]
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if is_broken(told.findings) else 0


def collect_seldom() -> None:
    """What was imported stays; and a batch makes thousands of objects that all end with it: looking through the living
    ones each time took two thirds of the decoding.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


async def _serve(service: Service, settings: Settings, database: Database, roles: set[str]) -> int:
    """Runs the roles until SIGTERM or SIGINT; if any part fails, the whole process ends and is started anew."""
    collect_seldom()
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    wellness, scrape = Health(), Scrape()
    wellness.add("database", health.database_answers(database))
    _measure(scrape, roles, service, settings, database, wellness)
    await _wait_for_database(service, database, stop)
    watchdog, behind = Watchdog(), lambda: 0
    watchdog.start()
    due = (*service.jobs, *housekeeping.JOBS) if "jobs" in roles else ()
    context = JobContext(database, settings)
    async with context.kept, asyncio.TaskGroup() as tasks:
        if "relay" in roles:
            relay = Relay(database, settings)
            wellness.add("relay", _of_relay(relay))
            tasks.create_task(relay.run(stop))
        if "consumer" in roles and service.listening:
            inbox = Inbox(database, service.listening, settings.topic_prefix)
            consumer = Consumer(service.name, inbox, settings, watchdog)
            wellness.add("consumer", _of_consumer(consumer))
            behind = consumer.behind
            tasks.create_task(consumer.run(stop))
            tasks.create_task(Releases(database, inbox).run(stop))
        for job in due:
            tasks.create_task(jobs.run(job, context, stop))
        tasks.create_task(watchdog.attend(behind, stop))
        # Every role answers /health and /metrics; only the api has the slices.
        shown = service if "api" in roles else Service(service.name, service.migrations)
        tasks.create_task(_answer(build_app(shown, settings, database, wellness, scrape), settings, stop))
    for job in due:
        if job.at_end:
            await jobs.end(job, context)
    watchdog.stop()
    return 0


def _measure(
    scrape: Scrape, roles: set[str], service: Service, settings: Settings, database: Database, wellness: Health
) -> None:
    """What is looked up for each scrape: everybody's parts and clock, and what these roles mind."""
    found = [readings.parts(wellness), readings.clock_offset(database)]
    if roles & {"relay", "consumer"}:
        found.append(readings.broker(settings))
    if "relay" in roles:
        found.append(outbox_reading(database))
    if "consumer" in roles and service.listening:
        found.append(parked_reading(database))
    if "jobs" in roles:
        found += [readings.certificates(settings), readings.disks(settings)]
        found += [measured(database, measure) for measure in service.measures]
    for reading in found:
        scrape.add(reading)


async def _wait_for_database(service: Service, database: Database, stop: asyncio.Event) -> None:
    """Nothing starts before it is there and migrated: on an older schema every fact would be parked."""
    while not stop.is_set():
        try:
            behind = await migrations.pending(database, service.migrations)
            if not behind:
                await contractions.refuse_if_too_old(database)
                await outbox.take_epoch(database)
                return
            log.warning("schema.behind", tables=behind, remedy="run the migrate role")
        except Exception as error:
            if not is_infrastructure(error):
                raise
            log.warning("process.waiting", error=type(error).__name__)
        await clock.rest(stop, 1)


async def _answer(app: Any, settings: Settings, stop: asyncio.Event) -> None:
    config = uvicorn.Config(
        app,
        settings.http_host,
        settings.http_port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # build_app believes the proxy, and no other
        timeout_graceful_shutdown=5,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    waiting.cancel()
    await serving
    stop.set()


def _of_relay(relay: Relay) -> health.Check:
    async def check() -> str | None:
        return relay.trouble

    return check


def _of_consumer(consumer: Consumer) -> health.Check:
    async def check() -> str | None:
        if not consumer.ready:
            return "no partitions assigned yet"
        stands = consumer.standstill
        return None if stands < STANDS_SECONDS else f"stands still for {stands:.0f} s while {consumer.behind()} wait"

    return check
