"""`liaison keys`: the keys that contacts of residents are sealed for."""

import typer
from rich.table import Table

from liaison_cli.console import console
from liaison_cli.origin import Origin

keys = typer.Typer(help="The keys that contacts of residents are sealed for.", no_args_is_help=True)

MEANING = {
    "seals": "contacts are sealed for it",
    "opens": "opens what was sealed before",
    "waits": "left by a rotation that was cut short; the next one puts it into use",
}


@keys.command("list")
def list_keys() -> None:
    """Show the keys, newest first, and what each is for."""
    found = Origin().request("GET", "/api/notifications/v1/sealing-keys").json()
    table = Table("public key", "made on", "use")
    for key in found["keys"]:
        table.add_row(key["public_key"], key["made_on"] or "unknown", MEANING.get(key["use"], key["use"]))
    console.print(table)
    console.print(f"Version {found['version']}; {found['contacts_to_reseal']} contacts wait to be sealed for it.")


@keys.command()
def rotate() -> None:
    """Make a new key: contacts are sealed for it from now on, and the older keys still open what is on its way."""
    made = Origin().request("POST", "/api/notifications/v1/sealing-key/rotations").json()
    console.print(f"Version {made['version']} is in use: {made['public_key']}, made on {made['made_on']}.")
    console.print("Back up the key file now: without it no new contact can be opened.")
