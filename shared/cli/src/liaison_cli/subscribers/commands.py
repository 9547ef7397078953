"""`liaison subscribers`: who else may read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Column, Table

from liaison_cli.console import console, errors
from liaison_cli.subscribers.card import Form, card, write
from liaison_cli.subscribers.settings import AccessSettings, access_settings
from liaison_cli.subscribers.subscriber import Credentials, Note, Subscriber
from liaison_cli.trouble import Trouble

if TYPE_CHECKING:
    from liaison_cli.subscribers.accounts import Accounts, HandOver

subscribers = typer.Typer(help="Other systems that may read our public topics.", no_args_is_help=True)

NAME = typer.Argument(help="The subscriber: small letters, digits and hyphens.")
TOPICS = typer.Option([], "--topics", help="Public topics, separated by commas; may be given several times.")
ALL_PUBLIC = typer.Option(False, "--all-public", help="All topics that are public today.")
FORM = typer.Option(Form.ENV, "--format", help="env: variables for a shell; java: properties for Kafka's own clients.")
OUT = typer.Option(None, "--out", help="Write it to this file, for your account alone, instead of printing it.")
UNITS = {"": 1, "K": 1000, "M": 1_000_000}


@contextmanager
def _accounts() -> Iterator[tuple[AccessSettings, "Accounts"]]:
    # kafka-python is read in a second, and no other command of `liaison` needs it.
    from liaison_cli.subscribers.accounts import Accounts  # noqa: PLC0415
    from liaison_cli.subscribers.kafka_admin import kafka_admin  # noqa: PLC0415

    settings = access_settings()
    with kafka_admin(settings) as admin:
        yield settings, Accounts(settings, admin)


@subscribers.command()
def add(
    name: str = NAME,
    topics: list[str] = TOPICS,
    all_public: bool = ALL_PUBLIC,
    rate: str = typer.Option("2M", help="Bytes a second that it may read: 500K, 2M."),
    contact: str = typer.Option("", help="A mailbox of the organisation; never a person's name."),
    form: Form = FORM,
    out: Path | None = OUT,
) -> None:
    """Let another system read; prints what its client must be told, once."""
    limit = _bytes(rate)
    with _accounts() as (settings, accounts):
        made = accounts.add(name, topics, limit, Note(contact, all_public), _hand_over(settings, form, out))
    _tell(f"{name} may read as a member of groups whose name begins with {made.groups}")


@subscribers.command("list")
def list_subscribers() -> None:
    """Show all of them."""
    with _accounts() as (_, accounts):
        table = Table("name", "topics", "bytes a second", "password of", "contact")
        for one in accounts.all():
            topics = "all public" if one.note.all_public else str(len(one.topics))
            table.add_row(one.name, topics, _rate(one), _passwords(one), one.note.contact)
        console.print(table)


@subscribers.command()
def show(name: str = NAME) -> None:
    """Show what one may read, since when its passwords are good, and whom to write to."""
    with _accounts() as (_, accounts):
        one = accounts.get(name)
    lines = {
        "contact": one.note.contact or "none was given",
        "users": ", ".join(one.users),
        "passwords of": _passwords(one),
        "bytes a second": _rate(one),
        "topics": ", ".join(one.topics) or "none",
    }
    for what, told in lines.items():
        console.print(f"{what:15}{told}", soft_wrap=True)
    if one.missing:
        console.print(f"It was promised all public topics; new since then: {', '.join(one.missing)}.", soft_wrap=True)
        console.print(f"`liaison subscribers allow {name} --all-public` adds them.", soft_wrap=True)


@subscribers.command()
def allow(name: str = NAME, topics: list[str] = TOPICS, all_public: bool = ALL_PUBLIC) -> None:
    """Let it read these topics and no others, at once; its password stays."""
    with _accounts() as (_, accounts):
        before, after = accounts.allow(name, topics, all_public=all_public)
    console.print(f"{name} may read {len(after)} topics.", soft_wrap=True)
    for what, changed in (("New", sorted(after - before)), ("Taken away", sorted(before - after))):
        if changed:
            console.print(f"{what}: {', '.join(changed)}.", soft_wrap=True)


@subscribers.command()
def rotate(
    name: str = NAME,
    finish: bool = typer.Option(False, "--finish", help="End the older password, once the newer one is in use."),
    take_back: bool = typer.Option(False, "--take-back", help="End the newer password, if it was lost."),
    form: Form = FORM,
    out: Path | None = OUT,
) -> None:
    """Make a second password beside the first, printed once; both are good until you say --finish."""
    with _accounts() as (settings, accounts):
        if finish and take_back:
            raise Trouble("Say --finish to end the older password, or --take-back to end the newer one; not both.")
        if finish or take_back:
            gone = accounts.finish(name) if finish else accounts.take_back(name)
            console.print(f"{name} has one password again; ended: {', '.join(gone)}.", soft_wrap=True)
            return
        accounts.rotate(name, _hand_over(settings, form, out))
        _tell(f"The older password of {name} is good until `liaison subscribers rotate {name} --finish`.")


@subscribers.command()
def revoke(name: str = NAME, yes: bool = typer.Option(False, "--yes", help="Do not ask.")) -> None:
    """Take everything from it at once, open connections included."""
    if not yes:
        typer.confirm(f"Take all rights and passwords from {name}?", abort=True, err=True)
    with _accounts() as (_, accounts):
        gone = accounts.revoke(name)
    console.print(f"{name} reads nothing any more; ended: {', '.join(gone.users)}.", soft_wrap=True)


@subscribers.command()
def readers(
    topics: list[str] = typer.Option([], "--topics", help="Public topics, separated by commas; all if left out."),
) -> None:
    """Show who reads what and how far behind, from what groups have committed: whom to ask before an old topic ends."""
    from liaison_cli.subscribers import readers as reading  # noqa: PLC0415 - as below
    from liaison_cli.subscribers.topics import chosen  # noqa: PLC0415

    names = chosen(topics, all_public=not topics)
    with _accounts() as (settings, accounts):
        found = reading.readers(accounts.admin, accounts, names, settings.topic_prefix)
    heads = ("topic", "who", "group", "records behind", "runs now")
    table = Table(*(Column(head, overflow="fold") for head in heads))  # names are to be copied, whole
    for one in found.reading:
        table.add_row(one.topic, one.who, one.group, str(one.behind), "yes" if one.there else "no")
    console.print(table)
    for topic, name in found.silent if topics else ():
        console.print(f"{name} may read {topic}, and has committed nothing that Kafka remembers.", soft_wrap=True)


def _hand_over(settings: AccessSettings, form: Form, out: Path | None) -> "HandOver":
    def hand_over(made: Credentials) -> None:
        text = card(settings, made, form)
        try:
            if out is None:
                typer.echo(text, nl=False)
                return
            write(out, text)
        except OSError as error:
            reason = error.strerror or str(error)
            raise Trouble(f"Nothing was made, for it cannot be written to {out or 'the output'}: {reason}.") from None
        _tell(f"Written to {out}: it is nowhere else, and cannot be shown again.")

    return hand_over


def _tell(sentence: str) -> None:
    """Beside what a shell may send into a file."""
    errors.print(sentence, soft_wrap=True)


def _bytes(rate: str) -> int:
    found = re.fullmatch(r"([1-9]\d{0,8})([KM]?)", rate)
    if not found:
        raise Trouble(f"{rate!r} is no rate: give bytes a second, such as 500K or 2M.")
    return int(found[1]) * UNITS[found[2]]


def _rate(one: Subscriber) -> str:
    return "unlimited" if one.bytes_per_second is None else f"{one.bytes_per_second:,}"


def _passwords(one: Subscriber) -> str:
    return " and ".join(f"{at:%Y-%m-%d}" for at in one.made_at)
