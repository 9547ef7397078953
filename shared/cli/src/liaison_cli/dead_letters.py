"""`liaison dead-letters`: records that could not be applied or sent; staff have them tried again, or drop them."""

import json
import time
from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from liaison_cli import letters
from liaison_cli.console import console, errors
from liaison_cli.letters import Found, Name, Service, State
from liaison_cli.origin import Origin
from liaison_cli.trouble import Trouble

dead_letters = typer.Typer(help="Records that could not be applied or sent.", no_args_is_help=True)

SERVICE = typer.Option(None, "--service", help="Only this one; may be given several times. All four if left out.")
TOPIC = typer.Option(None, help="Only records of this topic.")
KEY = typer.Option(None, help="Only records of this aggregate.")
JSON = typer.Option(False, "--json", help="Print JSON.")
IDS = typer.Argument(None, help="As the list shows them, such as events/in-17.")


@dead_letters.command("list")
def list_dead_letters(
    service: list[Service] = SERVICE,
    topic: str = TOPIC,
    key: str = KEY,
    state: State = typer.Option(State.WAITING, help="Those that wait, or those that were dropped."),
    as_json: bool = JSON,
) -> None:
    """Show the dead letters. `in-` could not be applied, `out-` was refused by the broker."""
    origin, found, away = Origin(), [], []
    for one in service or list(Service):
        try:
            found += list(letters.find(origin, one, topic=topic, key=key, state=state))
        except Trouble as trouble:
            away.append(str(trouble))
    if as_json:
        console.print_json(json.dumps([letter | {"id": str(name)} for name, letter in found]))
    elif found:
        console.print(_table(found))
    elif not away:
        console.print("No dead letters.")
    for sentence in away:
        errors.print(f"[red]{escape(sentence)}[/red]", soft_wrap=True)
    if away:
        raise typer.Exit(1)


@dead_letters.command()
def show(
    letter: str = typer.Argument(help="As the list shows it, such as events/in-17."),
    service: list[Service] = SERVICE,
    as_json: bool = JSON,
) -> None:
    """Show one with its value and headers."""
    [(name, found)] = letters.look_up(Origin(), letters.named([letter], service), whole=True)
    whole = found | {"id": str(name)}
    if as_json:
        console.print_json(json.dumps(whole))
        return
    value, headers = whole.pop("value"), whole.pop("headers")
    table = Table(show_header=False, box=None)
    for field, content in whole.items():
        table.add_row(field.replace("_", " "), "" if content is None else escape(str(content)))
    for header in headers:
        table.add_row(f"header {escape(header['name'])}", escape(_shown(header)))
    console.print(table)
    console.print("\n(no value: a tombstone)" if value is None else "\n" + _indented(_shown(value)), markup=False)


@dead_letters.command()
def retry(
    ids: list[str] = IDS,
    everything: bool = typer.Option(False, "--all", help="All that wait, of --topic, --key and --service if given."),
    topic: str = TOPIC,
    key: str = KEY,
    service: list[Service] = SERVICE,
    wait: float = typer.Option(30.0, help="How many seconds to wait for what becomes of them."),
    as_json: bool = JSON,
) -> None:
    """Have records tried again; those behind them follow. Exit code 0 when all of them are applied or sent."""
    if bool(ids) == everything:
        raise Trouble("Name the records to try again, such as events/in-17, or say --all.")
    origin = Origin()
    if everything:
        wanted = {"topic": topic, "key": key, "state": State.WAITING}
        found = [one for each in service or list(Service) for one in letters.find(origin, each, **wanted)]
    else:
        found = letters.look_up(origin, letters.named(ids, service))
    if not found and not as_json:
        console.print("No dead letters.")
    outcomes = letters.retry(origin, found, deadline=time.monotonic() + wait)
    _tell(outcomes, as_json=as_json, good={"applied", "sent"})


@dead_letters.command()
def drop(
    ids: list[str] = typer.Argument(help="As the list shows them, such as events/in-17."),
    reason: str = typer.Option(..., help="Why nobody needs them; kept with them."),
    service: list[Service] = SERVICE,
    yes: bool = typer.Option(False, "--yes", help="Do not ask first."),
    as_json: bool = JSON,
) -> None:
    """Give records up for good: never applied or sent, and the next ones of their keys go on."""
    origin, names = Origin(), letters.named(ids, service)
    found = letters.look_up(origin, names)
    if not yes:
        errors.print(_table(found))
        typer.confirm(f"Drop {len(names)} for good?", abort=True, err=True)
    body = {"reason": reason}
    outcomes = {name: letters.decide(origin, name, "drop", body, gone="applied or sent meanwhile") for name in names}
    outcomes = {name: outcome or "dropped" for name, outcome in outcomes.items()}
    _tell(outcomes, as_json=as_json, good={"dropped"})


def _tell(outcomes: dict[Name, str], *, as_json: bool, good: set[str]) -> None:
    if as_json:
        console.print_json(json.dumps([{"id": str(name), "outcome": outcome} for name, outcome in outcomes.items()]))
    else:
        for name, outcome in outcomes.items():
            console.print(f"{name} {outcome}", markup=False, soft_wrap=True)
    if not good.issuperset(outcomes.values()):
        raise typer.Exit(1)


def _table(found: Found) -> Table:
    table = Table(box=None)
    for column in ("id", "topic", "key", "since", "tries", "reason"):
        table.add_column(column, no_wrap=column in {"id", "since"}, overflow="fold")
    for name, letter in found:
        behind = letter["waits_behind"]
        reason = letter["dropped_because"] or (f"waits behind {behind}" if behind else letter["reason"])
        since = letter["parked_at"][:16].replace("T", " ")
        cells = (name, letter["topic"], letter["key"], since, letter["attempts"] + 1, reason)
        table.add_row(*(escape(str(cell)) for cell in cells))
    return table


def _shown(content: dict[str, Any]) -> str:
    return f"base64: {content['base64']}" if content["text"] is None else str(content["text"])


def _indented(value: str) -> str:
    try:
        return json.dumps(json.loads(value), indent=2, ensure_ascii=False)
    except ValueError:
        return value
