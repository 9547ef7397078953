"""A restore, step by step; each says what it did. Interrupted anywhere, it is run again and begins anew."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from liaison_kit.running.restored import MARK
from rich.progress import Progress

from liaison_cli.backups import agreement, beside, live, manifest, readers
from liaison_cli.backups.carried import Record, still_there, unpacked
from liaison_cli.backups.live import Sign
from liaison_cli.backups.loading import load, mark
from liaison_cli.backups.manifest import Manifest
from liaison_cli.backups.network import SERVICES, Network
from liaison_cli.backups.telling import Telling, make_topics_anew
from liaison_cli.console import errors
from liaison_cli.trouble import Trouble

Tell = Callable[[str], None]
PATIENCE_SECONDS = 60
"""Kafka forgets a consumer that did not take its leave after 30 s (see the kit's session)."""


class Disagrees(Trouble):
    """The restore came to its end, and something is not as it must be."""


@dataclass(frozen=True)
class Plan:
    """`folder` and `backup` are None where the databases were restored by other means already."""

    network: Network
    stopped_at: datetime
    folder: Path | None = None
    backup: Manifest | None = None


async def must_be_still(network: Network) -> None:
    """Trouble that says who is at work; what was stopped a moment ago is waited for."""
    found = await _signs(network)
    if found and all(sign.passes for sign in found):
        errors.print(f"Waiting for what was stopped just now, {PATIENCE_SECONDS} s at most:\n  {_told(found)}")
        until = time.monotonic() + PATIENCE_SECONDS
        while found and all(sign.passes for sign in found) and time.monotonic() < until:
            await asyncio.sleep(1)
            found = await _signs(network)
    if found:
        raise Trouble(
            "This network is running, so nothing was changed. Stop all processes of the four services first "
            f"(`liaison down`; `docker compose stop` of all but kafka and postgres):\n  {_told(found)}"
        )


async def _signs(network: Network) -> list[Sign]:
    return [sign async for sign in live.signs_of_life(network)]


def _told(signs: Iterable[Sign]) -> str:
    return "\n  ".join(sign.sentence for sign in signs)


async def must_fit(network: Network, backup: Manifest) -> None:
    if backup.topic_prefix != network.settings.topic_prefix:
        raise Trouble(
            f"The backup's topics begin with {backup.topic_prefix!r}, these with {network.settings.topic_prefix!r}: "
            "set LIAISON_TOPIC_PREFIX to what it was."
        )


async def restore(plan: Plan, tell: Tell) -> None:
    """Everything; Trouble, or Disagrees, with a sentence."""
    network = plan.network
    async with _connected(network) as connections:
        for connection in connections.values():
            await mark(connection)
    if plan.folder and plan.backup:
        for sentence in beside.put_back(network, plan.folder, plan.backup.beside):
            tell(f"  {sentence}")
        tell("1. The files beside the databases are in their places")
        await _load(plan.network, plan.folder, plan.backup)
        tell(f"2. The four databases are as they were at {plan.backup.made_at:%Y-%m-%d %H:%M:%S} UTC")
    else:
        tell("1. The databases stay as they are, and so do the files beside them")
    await asyncio.gather(*(network.run(service, "migrate", "--restoring") for service in SERVICES))
    tell("3. They are in this release's form; who was erased or unsubscribed since is so again")
    await _retell(plan, tell)
    for service in SERVICES:
        await network.run(service, "restored", "--restoring", "--stopped-at", plan.stopped_at.isoformat())
    tell("5. What was on its way is told and applied; messages that may have been sent are in doubt")
    await network.run("reporting", "replay", "--restoring", telling=True)
    tell("6. Reporting's projections are made anew from all facts")
    async with _connected(network) as connections:
        await _must_agree(network, connections, tell)
        for connection in connections.values():
            await connection.execute(f"drop table {MARK}")


async def _load(network: Network, folder: Path, backup: Manifest) -> None:
    with Progress(console=errors, transient=True) as progress:
        for service in SERVICES:
            await load(network, service, backup.databases[service], folder, progress)


async def _retell(plan: Plan, tell: Tell) -> None:
    network = plan.network
    async with _connected(network) as connections:
        for reader, keys in (await readers.take_back(network, connections)).items():
            tell(f"  {reader} knew more of {keys} things than those who tell of them: it hears of these anew")
        carried = await _carried(plan, connections)
        epoch = await readers.next_epoch(connections)
        for connection in connections.values():
            await readers.begin_epoch(network, connection, epoch)
        deleted = await make_topics_anew(network)
        with Progress(console=errors, transient=True) as progress:
            async with Telling(network, epoch, progress) as telling:
                told = {service: await telling.tell(service, one) for service, one in connections.items()}
                count = await telling.carry(carried)
    for service, one in told.items():
        tell(f"  {service} has told {one.facts} facts and {one.states} states")
    before = f"{deleted} topics that were there are deleted, with what they held; " if deleted else ""
    tell(f"4. {before}all is told anew under epoch {epoch}, with {count} records of topics that no fact log has")


async def _carried(plan: Plan, connections: Mapping[str, Any]) -> Iterable[Record]:
    if plan.folder and plan.backup:
        return unpacked(plan.folder, plan.backup.carried) if plan.backup.carried else ()
    moments = [await one.fetchval("select max(logged_at) from fact_log") for one in connections.values()]
    newest = max((moment for moment in moments if moment), default=plan.stopped_at)
    return await still_there(plan.network, newest)


async def _must_agree(network: Network, connections: Mapping[str, Any], tell: Tell) -> None:
    count, wrong = await agreement.facts(network, connections)
    wrong += await agreement.waiting(connections)
    if wrong:
        raise Disagrees("The restore came to its end, but not everything agrees:\n  " + "\n  ".join(wrong))
    tell(f"7. Everything agrees: the topics hold the {count} facts of the fact logs, and nothing waits")


@asynccontextmanager
async def _connected(network: Network) -> AsyncIterator[dict[str, Any]]:
    async with AsyncExitStack() as stack:
        yield {service: await stack.enter_async_context(network.database(service)) for service in SERVICES}


def checked(folder: Path) -> Manifest:
    """The manifest of a backup whose every byte was read; Trouble that names what is damaged."""
    found = manifest.read(folder)
    wrong = list(manifest.check(folder, found))
    if set(found.databases) != set(SERVICES):
        wrong.append(f"it has the databases of {', '.join(sorted(found.databases))}, and not of all four")
    if wrong:
        raise Trouble(f"The backup in {folder} is damaged:\n  " + "\n  ".join(wrong))
    return found
