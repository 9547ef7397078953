"""What guessing passwords brings at a running registry, and what its refusals tell: `python -m tests.bench.sign_in`.

The registry has its own limits, none of them raised. Each address that something is asked from is one of this machine's
(127.0.0.0/8), so that no limit is met by another's requests, as it would not be on the Internet.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from liaison_contracts.identity import Role
from liaison_kit import clock, sealing
from liaison_kit.database import new_id
from liaison_kit.service import open_database
from liaison_kit.testing import eventually
from liaison_local.ports import free_port
from liaison_local.supervising.probes import listens
from liaison_registry.model import Kind, SealingKeyCopy, announce, new_staff
from liaison_registry.model.sign_in import passwords
from liaison_registry.service import SERVICE
from nacl.public import PrivateKey

from tests.bench import databases, guesses, refusals
from tests.bench.cpu import Neighbours
from tests.bench.platform import Platform, started
from tests.bench.processes import module_running

ACCOUNTS = 400
PASSWORD = "three slow boats under green water"
ONES_OWN = "honest@office.example"


@dataclass(frozen=True)
class Registry:
    """A running API, and the addresses of people who have an account there."""

    port: int
    emails: list[str]
    trees: dict[str, psutil.Process]


@asynccontextmanager
async def _registry(platform: Platform) -> AsyncIterator[Registry]:
    """The registry as it is in production, apart from where it listens."""
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(databases.fresh(platform, "template0"))
        port = free_port(set())
        told = {
            "DATABASE_URL": dsn,
            "KAFKA_BOOTSTRAP_SERVERS": platform.kafka,
            "LIAISON_HTTP_PORT": str(port),
            "LIAISON_SIGNING_KEY_FILE": str(platform.home.secrets / "signing.key"),
            "LIAISON_TOTP_KEY_FILE": str(platform.home.secrets / "totp.key"),
        }
        os.environ.update(told)  # also for this process, which makes the accounts
        env = dict(os.environ)
        async with module_running(platform, "liaison_registry", "migrate", env=env) as migrating:
            assert await migrating.process.wait() == 0
        emails = await _people()
        api = await stack.enter_async_context(module_running(platform, "liaison_registry", "api", env=env))
        await eventually(lambda: asyncio.to_thread(listens, port), lambda wrong: wrong is None, within=60)
        yield Registry(port, emails, {"API": api.tree, "PostgreSQL": platform.servers["postgresql"]})


async def _people() -> list[str]:
    """People with an account; all have the same password, hashed once: it takes no shorter to test."""
    database, password_hash = open_database(SERVICE, SERVICE.settings()), await passwords.hashed(PASSWORD)
    emails = [ONES_OWN, *(f"person-{number}@office.example" for number in range(1, ACCOUNTS))]
    async with database.transaction() as session:
        session.add(SealingKeyCopy(id=new_id(), version=1, public_key=sealing.public_half(PrivateKey.generate())))
        for email in emails:
            staff = new_staff(new_id(), Kind.PERSON, "Somebody", clock.real_now())
            staff.email, staff.password_hash = email, password_hash
            session.add(staff)
            staff.allow([Role.WORKER], True, [])
            await announce(session, staff)
    await database.close()
    return emails


async def _run(minutes: float) -> list[str]:
    with started() as platform:
        await databases.prepare(platform)
        async with _registry(platform) as registry:
            busy = Neighbours(platform.servers)
            times = await refusals.measured(registry.port, registry.emails[1:101], registry.trees)
            print("\n".join(times), flush=True)
            lines = [*times, "", f"Meanwhile other programs kept {busy.cores():.1f} cores busy.", ""]
            busy = Neighbours(platform.servers)
            lines += await guesses.counted(registry.port, registry.emails[101:], (ONES_OWN, PASSWORD), minutes * 60)
            return [*lines, "", f"Meanwhile other programs kept {busy.cores():.1f} cores busy."]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sign_in", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3, help="how long passwords are guessed; 60 for the report")
    parser.add_argument("--report", type=Path, help="writes the tables to this file as well")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the registry's process is ended, too
    text = "\n".join(["# Signing in", "", *asyncio.run(_run(arguments.minutes))]) + "\n"
    print(text)
    if arguments.report:
        arguments.report.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
