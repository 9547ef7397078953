"""Starts the whole system in order, keeps it running, and stops it in reverse order with nothing left behind."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine
from typing import Any

from liaison_cli.trouble import Trouble

from liaison_local import state
from liaison_local.caddy import caddy
from liaison_local.databases import SERVICES
from liaison_local.demo.demo import load_demo, wait_for_accounts
from liaison_local.home import Home
from liaison_local.kafka import Kafka
from liaison_local.ports import Ports
from liaison_local.postgres import Postgres
from liaison_local.services import migration, service, sink
from liaison_local.supervising.health_page import health_server
from liaison_local.supervising.keeper import Keeper
from liaison_local.supervising.process import POLL_SECONDS, Process, last_lines

Tell = Callable[[str], None]


class Supervisor:
    """One run of the system; `kafka` is installed already and the home is held by the caller."""

    def __init__(self, home: Home, ports: Ports, kafka: Kafka, tell: Tell, without_services: bool = False) -> None:
        self._home, self._ports, self._tell = home, ports, tell
        self._kafka = kafka
        self._postgres = Postgres(home, ports.inner["postgresql"])
        self._phase = "starting"
        self._stop = asyncio.Event()
        self._began = time.monotonic()
        programs = [sink(home, ports), self._postgres.program(), kafka.program()]
        self._foundation = [Keeper(program, self._write_state) for program in programs]
        wanted = () if without_services else SERVICES
        self._services = [Keeper(service(home, ports, name), self._write_state) for name in wanted]
        self._front = Keeper(caddy(home, ports), self._write_state)
        self._keepers = [*self._foundation, *self._services, *([self._front] if wanted else [])]
        self._migrations: list[Process] = []

    async def run(self, when_ready: Callable[[], None]) -> None:
        """Returns after a signal to stop, when all has stopped; raises Trouble when the start failed."""
        self._listen_to_signals()
        page = health_server(self._keepers, self._ports.inner["supervisor"])
        serving = asyncio.create_task(page.serve())
        starting = asyncio.create_task(self._start())
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                self._enter("ready")
                when_ready()
                await stopping
        finally:
            starting.cancel()
            stopping.cancel()
            await asyncio.gather(starting, stopping, return_exceptions=True)
            await self._stop_all()
            page.should_exit = True
            await serving
            self._enter("stopped")

    async def _start(self) -> None:
        self._enter("starting")
        for keeper in self._keepers:
            self._home.rotate_log(keeper.program.name)
        self._tell("Starting Kafka, PostgreSQL and the sink for mail and SMS")
        mail, postgres, kafka = self._foundation
        await _all_of(self._ready(mail), self._start_postgres(postgres), self._start_kafka(kafka))
        if not self._services:
            return
        self._tell("Migrating and starting the services")
        await _all_of(*(self._ready(keeper) for keeper in self._services))
        await self._ready(self._front)
        if await asyncio.to_thread(load_demo, self._home, self._ports, self._tell):
            await self._migrate("registry")  # now there is an office for the demonstration's worker
        await asyncio.to_thread(wait_for_accounts, self._home, self._ports)

    async def _start_postgres(self, keeper: Keeper) -> None:
        await asyncio.to_thread(self._postgres.initialise)
        await self._ready(keeper)
        await asyncio.to_thread(self._postgres.make_databases)

    async def _start_kafka(self, keeper: Keeper) -> None:
        await asyncio.to_thread(self._kafka.format)
        await self._ready(keeper)

    async def _ready(self, keeper: Keeper) -> None:
        await keeper.start()
        self._tell(f"  {keeper.program.name} is ready ({time.monotonic() - self._began:.1f} s)")

    async def _migrate(self, name: str) -> None:
        program = migration(self._home, self._ports, name)
        self._home.rotate_log(program.name)
        process = Process(program)
        self._migrations.append(process)
        process.start()
        deadline = time.monotonic() + program.ready_seconds
        while process.exit_code() is None:
            if time.monotonic() > deadline:
                raise Trouble(f"{program.name} took too long: see {program.log}.")
            await asyncio.sleep(POLL_SECONDS)
        if process.exit_code() != 0:
            raise Trouble(f"The database of {name} could not be migrated:\n{last_lines(program.log)}")

    async def _stop_all(self) -> None:
        self._enter("stopping")
        self._tell("Stopping")
        for process in self._migrations:
            await asyncio.to_thread(process.stop)
        for group in ([self._front], self._services, self._foundation):
            await asyncio.gather(*(keeper.stop() for keeper in group))

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._asked_to_stop)

    def _asked_to_stop(self) -> None:
        if self._stop.is_set():  # asked twice: now
            for keeper in self._keepers:
                if keeper.pid is not None:
                    os.killpg(keeper.pid, signal.SIGKILL)
        self._stop.set()

    def _enter(self, phase: str) -> None:
        self._phase = phase
        self._write_state()

    def _write_state(self) -> None:
        processes = {
            keeper.program.name: {
                "pid": keeper.pid,
                "port": keeper.program.port,
                "state": keeper.state,
                "detail": keeper.detail,
                "restarts": keeper.restarts,
                "log": str(keeper.program.log),
            }
            for keeper in self._keepers
        }
        supervisor = {"pid": os.getpid(), "port": self._ports.inner["supervisor"]}
        ports = state.ports_as_state(self._ports)
        told = {"phase": self._phase, "supervisor": supervisor, "ports": ports, "processes": processes}
        state.write(self._home, told)


async def _all_of(*parts: Coroutine[Any, Any, None]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(part)
    except ExceptionGroup as failed:
        # The first failure tells why; what was still starting beside it has been cancelled.
        raise failed.exceptions[0] from None
