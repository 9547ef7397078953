"""`liaison webhooks`: other systems that are told of public facts at an address of theirs."""

from typing import Annotated, Any

import typer
from rich.table import Table

from liaison_cli.console import console
from liaison_cli.origin import Origin

webhooks = typer.Typer(help="Systems without Kafka that are told of public facts.", no_args_is_help=True)

API = "/api/reporting/v1/webhooks"
ID = Annotated[str, typer.Argument(help="As the list shows it.")]


@webhooks.command("list")
def list_webhooks() -> None:
    """Show them all: whether they work, and how much waits for each."""
    found = Origin().request("GET", API).json()["webhooks"]
    table = Table("id", "system", "address", "state", "waiting", "is told of")
    for one in found:
        told = ", ".join(one["types"]) or "every fact"
        table.add_row(one["id"], one["name"], one["url"], one["state"], str(one["backlog"]), told)
    console.print(table if found else "No webhooks.")


@webhooks.command()
def add(
    name: Annotated[str, typer.Argument(help="What the system is called, and whose it is.")],
    url: Annotated[str, typer.Argument(help="Its address: https://…")],
    types: Annotated[str, typer.Option(help="EventHeld,CSORegistered; every fact if left out.")] = "",
    from_beginning: Annotated[bool, typer.Option(help="Tell it first of all that has happened so far.")] = False,
) -> None:
    """Add one, and show its secret, this once."""
    named = [one.strip() for one in types.split(",") if one.strip()]
    said = {"name": name, "url": url, "types": named, "from_beginning": from_beginning}
    _tell(Origin().request("POST", API, json=said).json())


@webhooks.command("test")
def send_test(webhook: ID) -> None:
    """Send it a test; the list and its page show what became of it."""
    Origin().request("POST", f"{API}/{webhook}/tests")
    console.print("A test is on its way.")


@webhooks.command()
def rotate(webhook: ID) -> None:
    """Replace its secret, and show the new one, this once; for a day messages are signed with both."""
    _tell(Origin().request("POST", f"{API}/{webhook}/secret").json())


@webhooks.command()
def resume(webhook: ID) -> None:
    """Resume one that was stopped: it gets all that has come since."""
    Origin().request("POST", f"{API}/{webhook}/resumption")
    console.print("It works again.")


@webhooks.command()
def remove(webhook: ID, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove one with its log."""
    if not yes:
        typer.confirm("Remove this webhook? Its system is told nothing any more.", abort=True, err=True)
    Origin().request("POST", f"{API}/{webhook}/removal")
    console.print("It is removed.")


def _tell(made: dict[str, Any]) -> None:
    console.print(f"Webhook {made['id']}. Its secret, which is not shown again:")
    console.print(made["secret"], markup=False, soft_wrap=True)
