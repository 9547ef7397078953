"""`liaison backup` and `liaison restore`."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import typer
from liaison_kit.clock import KYIV, real_now
from rich.markup import escape

from liaison_cli.backups.network import Network, network
from liaison_cli.console import console, errors
from liaison_cli.trouble import Trouble

INTO = typer.Argument(help="A folder; the backup gets one of its own in it, named after its moment.")
BACKUP = typer.Argument(None, help="The backup's own folder, with its manifest.json.")


def backup(
    into: str = INTO,
    with_kafka: bool = typer.Option(
        True, "--with-kafka/--without-kafka", help="Without: Kafka is lost, and what was on its way there with it."
    ),
) -> None:
    """Back up all four databases at one point in time, and the files beside them; the network runs on meanwhile.

    Whoever has a backup has all that is in the databases and the keys to it: keep it as you keep those (mode 600,
    another machine, encrypted). What it lacks: the certificates and passwords that you gave, and Kafka's users.
    """
    from liaison_cli.backups import beside  # noqa: PLC0415 - what reads Kafka is loaded where it is needed
    from liaison_cli.backups.backing_up import back_up  # noqa: PLC0415

    if not into.strip():
        raise Trouble("FOLDER is empty: name a folder outside of this one, such as /srv/backups.")
    there = network()
    folder, made = asyncio.run(back_up(there, Path(into), with_kafka))
    for service, one in made.databases.items():
        rows, size = sum(table.rows for table in one.tables), sum(table.bytes for table in one.tables)
        console.print(f"  {service:14} {rows:>10,} rows, {one.rows('fact_log'):>9,} facts, {size / 1e6:8.1f} MB")
    carried = f"{made.carried.records} records that only Kafka has, " if made.carried else ""
    console.print(f"  {carried}{len(made.beside)} files beside the databases", soft_wrap=True)
    for name in beside.missing(there.settings):
        errors.print(f"[yellow]{name} is not in it: nobody said where it is.[/yellow]", soft_wrap=True)
    console.print(f"{folder} is whole: as of {made.made_at:%Y-%m-%d %H:%M:%S} UTC.", soft_wrap=True)


def restore(
    backup: Path | None = BACKUP,
    check: bool = typer.Option(False, "--check", help="Only read the backup to its last byte; needs no database."),
    replace: bool = typer.Option(False, "--replace", help="Delete what is in the databases and on the topics now."),
    databases_as_they_are: bool = typer.Option(
        False, "--databases-as-they-are", help="They were restored by other means, to a point in time: do the rest."
    ),
    stopped_at: str = typer.Option(
        "", help="When the lost network sent its last message, such as 2026-11-30T15:00 (Kyiv). Now if left out."
    ),
) -> None:
    """Restore a network from a backup: databases, topics under a new epoch, erasures, projections.

    Refused while any process of the services runs. Interrupted, it is run again. Messages that were due before the lost
    network stopped are in doubt, as it may have sent them: nobody gets one twice.
    """
    if databases_as_they_are == (backup is not None):
        raise Trouble("Name a backup, or say --databases-as-they-are.")
    if check:
        _check(backup)
        return
    moment = _moment(stopped_at)
    asyncio.run(_restore(network(), backup, replace, moment))
    line = "Start the services now. What came after the backup is lost: "
    console.print(line + "accounts that were deactivated since are active again, decisions have to be made again.")
    console.print("If a sign-in may be in wrong hands: `liaison keys revoke signing`.", soft_wrap=True)
    console.print("On a new Kafka, other systems need accounts again: `liaison subscribers add`.", soft_wrap=True)


def _check(backup: Path | None) -> None:
    from liaison_cli.backups.restoring import checked  # noqa: PLC0415

    if backup is None:
        raise Trouble("Name the backup that is to be checked.")
    found = checked(backup)
    told = f"{len(found.parts)} files, {sum(part.bytes for part in found.parts) / 1e6:.1f} MB"
    console.print(f"{backup} is whole: {told}, as of {found.made_at:%Y-%m-%d %H:%M:%S} UTC.", soft_wrap=True)


async def _restore(there: Network, folder: Path | None, replace: bool, stopped_at: datetime) -> None:
    from liaison_cli.backups import live, restoring  # noqa: PLC0415

    found = restoring.checked(folder) if folder else None
    if found:
        await restoring.must_fit(there, found)
    await restoring.must_be_still(there)
    filled = await live.what_is_there(there)
    if filled and found and not replace:
        told = "\n  ".join(f"{one.service}: {one.tables} tables, {one.facts} facts" for one in filled)
        raise Trouble(f"These databases are not empty. To lose what they hold, say --replace:\n  {told}")
    plan = restoring.Plan(there, stopped_at, folder, found)
    await restoring.restore(plan, lambda line: console.print(escape(line), soft_wrap=True))


def _moment(given: str) -> datetime:
    """Kyiv's clock, where no other is named; never later than now, so that nothing is held back that is yet to come."""
    if not given:
        return real_now()
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise Trouble(f"{given} is no moment: write it as 2026-11-30T15:00.") from None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=KYIV)).astimezone(UTC)
    if moment > real_now():
        raise Trouble(f"{given} is yet to come.")
    return moment
