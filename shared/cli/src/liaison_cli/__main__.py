"""`liaison` and `python -m liaison_cli`: our own commands and those of every installed package that adds some."""

import sys
from importlib.metadata import entry_points

import typer
from rich.markup import escape

from liaison_cli.admin import admin
from liaison_cli.audit import audit
from liaison_cli.backups.commands import backup, restore
from liaison_cli.console import errors
from liaison_cli.dead_letters import dead_letters
from liaison_cli.doctor.command import doctor
from liaison_cli.health import health
from liaison_cli.health_page import health_page
from liaison_cli.keys import keys
from liaison_cli.replay import replay
from liaison_cli.subscribers.commands import subscribers
from liaison_cli.subscribers.service_users import service_users
from liaison_cli.trouble import Trouble
from liaison_cli.version import version
from liaison_cli.webhooks import webhooks

GROUP = "liaison.commands"
# What a shell expects of a program that Ctrl-C has ended.
INTERRUPTED = 130


def application() -> typer.Typer:
    app = typer.Typer(
        name="liaison",
        help="Liaison: public engagement, told by events.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,
    )
    app.command()(backup)
    app.command()(doctor)
    app.command()(health)
    app.command()(health_page)
    app.command()(replay)
    app.command()(restore)
    app.command()(service_users)
    app.command()(version)
    app.add_typer(admin, name="admin")
    app.add_typer(audit, name="audit")
    app.add_typer(dead_letters, name="dead-letters")
    app.add_typer(keys, name="keys")
    app.add_typer(subscribers, name="subscribers")
    app.add_typer(webhooks, name="webhooks")
    for entry_point in sorted(entry_points(group=GROUP), key=lambda entry_point: entry_point.name):
        app.add_typer(entry_point.load())
    return app


def main() -> None:
    try:
        application()()
    except Trouble as trouble:
        errors.print(f"[red]{escape(str(trouble))}[/red]", soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
