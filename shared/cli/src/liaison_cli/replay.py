"""`liaison replay`: makes a service's projections anew from Kafka, in the service's own code and environment."""

import typer

from liaison_cli.service_process import run_service


def replay(
    service: str = typer.Argument(help="The service, such as reporting."),
    compare_only: bool = typer.Option(False, "--compare-only", help="Change nothing; exit code 1 if a table differs."),
) -> None:
    """Make a service's projections anew from Kafka, compare them with the live ones, and switch."""
    raise typer.Exit(run_service(service, "", "replay", *(["--compare-only"] if compare_only else [])))
