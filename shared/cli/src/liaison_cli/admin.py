"""`liaison admin`: the first accounts, made beside the registry's database by whoever may read its secrets."""

import typer

from liaison_cli.service_process import run_service

admin = typer.Typer(help="Make the first administrator, and accounts for programs.", no_args_is_help=True)


@admin.command()
def create(
    email: str = typer.Option(..., help="The administrator's address."),
    name: str = typer.Option("", help="The administrator's name."),
    language: str = typer.Option("uk", help="uk or en."),
    promote: bool = typer.Option(
        False, "--promote", help="Also where this is somebody who has an account; it then covers the whole network."
    ),
) -> None:
    """Make an administrator; prints a link to choose a password, good once and for a week. Repeat it for a new link."""
    arguments = ("create", "--email", email, "--name", name, "--language", language)
    raise typer.Exit(run_service("registry", ".bootstrap", *arguments, *(["--promote"] if promote else [])))


@admin.command()
def link(email: str = typer.Option(..., help="Of somebody who has an account, or was invited.")) -> None:
    """Print a link to choose a password where no letter arrives; what they may do stays as it is. It is good once: for
    a week after an invitation, for an hour where there is a password already."""
    raise typer.Exit(run_service("registry", ".bootstrap", "link", "--email", email))


@admin.command()
def token(
    name: str = typer.Option(..., help="What the program is called."),
    role: list[str] = typer.Option(
        ..., help="worker, coordinator, analyst, administrator or auditor; may be given several times."
    ),
) -> None:
    """Make an account for a program; prints its token, once."""
    roles = [part for one in role for part in ("--role", one)]
    raise typer.Exit(run_service("registry", ".bootstrap", "token", "--name", name, *roles))
