"""What liaison_local adds to the `liaison` command: up, down, status, logs, reset, env."""

import shlex

import typer
from liaison_cli.console import console, errors
from liaison_cli.trouble import Trouble

from liaison_local import state
from liaison_local.databases import SERVICES
from liaison_local.demo.play import play
from liaison_local.environment import environment, service_environment
from liaison_local.home import Home
from liaison_local.log_reader import print_logs
from liaison_local.secured import secure
from liaison_local.status import status_table
from liaison_local.supervising.detached import start_detached, stop_detached
from liaison_local.supervising.foreground import run_in_foreground

app = typer.Typer()
app.command()(play)


@app.command()
def up(
    detach: bool = typer.Option(False, "--detach", "-d", help="Return when all is ready."),
    secured: bool = typer.Option(
        False, "--secured", help="At the first start: a Kafka with users, rights and TLS, to try `liaison subscribers`."
    ),
    without_services: bool = typer.Option(
        False, "--without-services", help="Kafka, PostgreSQL and the sink alone, for `liaison restore`."
    ),
) -> None:
    """Start Liaison on this machine; Ctrl-C stops it."""
    home = Home.from_environment()
    if secured:
        secure(home)
    if detach:
        start_detached(home, without_services)
    else:
        run_in_foreground(home, without_services)


@app.command()
def down() -> None:
    """Stop the Liaison that runs in this folder."""
    stop_detached(Home.from_environment())


@app.command()
def status() -> None:
    """Show every process: its state, memory, restarts and health."""
    home = Home.from_environment()
    console.print(status_table(state.read_running(home)))


@app.command()
def logs(
    name: str = typer.Argument("", help="One process; all of them if left out."),
    follow: bool = typer.Option(False, "--follow", "-f", help="Keep printing what is added."),
) -> None:
    """Print the last lines of the logs."""
    print_logs(Home.from_environment(), name, follow)


@app.command()
def reset(yes: bool = typer.Option(False, "--yes", help="Don't ask.")) -> None:
    """Delete all data, logs and secrets; keep the downloads."""
    home = Home.from_environment()
    if home.is_locked():
        raise Trouble(f"Liaison is running in {home.root}: stop it with `liaison down` before you delete its data.")
    if not yes and not typer.confirm(f"Delete all data in {home.root}?"):
        errors.print("Nothing was deleted.")
        raise typer.Exit(1)
    home.delete_data()
    console.print(f"The data in {home.root} is deleted.", soft_wrap=True)


@app.command()
def env(service: str = typer.Argument("", help="One service; the whole system if left out.")) -> None:
    """Print the addresses and secrets of the running system as shell exports."""
    home = Home.from_environment()
    ports = state.ports_of(state.read_running(home))
    if service and service not in SERVICES:
        raise Trouble(f"There is no service named {service}: {', '.join(SERVICES)}.")
    told = service_environment(home, ports, service) if service else environment(home, ports)
    for name, value in told.items():
        typer.echo(f"export {name}={shlex.quote(value)}")
