"""`liaison keys`: the keys that contacts of residents are sealed for, and those that sign-ins are signed with."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from liaison_cli.console import console
from liaison_cli.origin import Origin

keys = typer.Typer(help="The keys of contacts (sealing) and of sign-ins (signing).", no_args_is_help=True)


class Kind(StrEnum):
    """Which keys."""

    SEALING = "sealing"
    SIGNING = "signing"


class Revocable(StrEnum):
    """Keys that can be voided: what is sealed for the others could not be opened any more."""

    SIGNING = "signing"


KIND = typer.Argument(help="sealing: contacts of residents; signing: sign-ins of staff.")

MEANING = {
    "seals": "contacts are sealed for it",
    "opens": "opens what was sealed before",
    "waits": "left by a rotation that was cut short; the next one puts it into use",
}
MEANING_OF_SIGNING = {
    "signs": "sign-ins are signed with it",
    "checks": "checks what was signed before, for half an hour",
    "waits": "signs once every service has heard of it",
}


@keys.command("list")
def list_keys(kind: Kind = KIND) -> None:
    """Show the keys, newest first, and what each is for."""
    if kind == Kind.SIGNING:
        _list_signing()
        return
    found = Origin().request("GET", "/api/notifications/v1/sealing-keys").json()
    table = Table("public key", "made on", "use")
    for key in found["keys"]:
        table.add_row(key["public_key"], key["made_on"] or "unknown", MEANING.get(key["use"], key["use"]))
    console.print(table)
    console.print(f"Version {found['version']}; {found['contacts_to_reseal']} contacts wait to be sealed for it.")


@keys.command()
def rotate(kind: Kind = KIND) -> None:
    """Make a new key; the older ones still open or check what is on its way."""
    if kind == Kind.SIGNING:
        _rotate_signing()
        return
    made = Origin().request("POST", "/api/notifications/v1/sealing-key/rotations").json()
    console.print(f"Version {made['version']} is in use: {made['public_key']}, made on {made['made_on']}.")
    console.print("Back up the key file now: without it no new contact can be opened.")


@keys.command()
def revoke(
    kind: Annotated[Revocable, typer.Argument(help="signing: after a theft.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Void every key that there was, at once: all staff are signed out, and sign in again."""
    if not yes:
        typer.confirm(f"Void the {kind} keys? Everybody will have to sign in again.", abort=True, err=True)
    left = Origin().request("POST", "/api/registry/v1/signing-keys/revocations").json()
    console.print(f"Version {left['version']} is announced: {left['kid']} alone signs.")
    console.print(f"Void: {', '.join(left['revoked'])}.")
    console.print("A service refuses them once it has heard: see with `liaison health` that every consumer runs.")


def _list_signing() -> None:
    found = Origin().request("GET", "/api/registry/v1/signing-keys").json()
    table = Table("key id", "announced at", "use")
    for key in found["keys"]:
        table.add_row(key["kid"], key["announced_at"], MEANING_OF_SIGNING.get(key["use"], key["use"]))
    console.print(table)


def _rotate_signing() -> None:
    made = Origin().request("POST", "/api/registry/v1/signing-keys/rotations").json()
    console.print(f"Version {made['version']} is announced: {made['kid']} signs from {made['signs_from']}.")
    console.print("Nobody is signed out. After a theft: liaison keys revoke signing.")
