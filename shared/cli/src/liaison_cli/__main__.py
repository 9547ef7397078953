"""`liaison` and `python -m liaison_cli`: our own commands and those of every installed package that adds some."""

import sys
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

import typer
from rich.markup import escape

from liaison_cli.console import errors
from liaison_cli.trouble import Trouble

GROUP = "liaison.commands"
# What a shell expects of a program that Ctrl-C has ended.
INTERRUPTED = 130


COMMANDS = {
    "backup": "liaison_cli.backups.commands:backup",
    "doctor": "liaison_cli.doctor.command:doctor",
    "health": "liaison_cli.health:health",
    "health-page": "liaison_cli.health_page:health_page",
    "replay": "liaison_cli.replay:replay",
    "restore": "liaison_cli.backups.commands:restore",
    "service-users": "liaison_cli.subscribers.service_users:service_users",
    "version": "liaison_cli.version:version",
    "admin": "liaison_cli.admin:admin",
    "audit": "liaison_cli.audit:audit",
    "dead-letters": "liaison_cli.dead_letters:dead_letters",
    "keys": "liaison_cli.keys:keys",
    "subscribers": "liaison_cli.subscribers.commands:subscribers",
    "webhooks": "liaison_cli.webhooks:webhooks",
}
"""Each by where it is: whoever types one does not wait until all the others are read, which takes two seconds."""


def application(asked: str | None = None) -> typer.Typer:
    """All commands, or only the one that is asked for and whatever comes with it."""
    app = typer.Typer(
        name="liaison",
        help="Liaison: public engagement, told by events.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,
    )
    app.callback()(_nothing)
    more = [] if asked in COMMANDS else sorted(entry_points(group=GROUP), key=lambda entry_point: entry_point.name)
    others = [entry_point.load() for entry_point in more]
    theirs = {one.callback.__name__ for other in others for one in other.registered_commands}
    for name in _ours(asked, theirs):
        command = EntryPoint(name, COMMANDS[name], GROUP).load()
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command()(command)
    for other in others:
        app.add_typer(other)
    return app


def _ours(asked: str | None, theirs: set[str]) -> Iterable[str]:
    if asked in COMMANDS:
        return [asked]
    return [] if asked in theirs else COMMANDS


def _nothing() -> None:
    """A command stays a word of its own, also where it is the only one."""


def main() -> None:
    try:
        application(next(iter(sys.argv[1:]), None))()
    except Trouble as trouble:
        errors.print(f"[red]{escape(str(trouble))}[/red]", soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
