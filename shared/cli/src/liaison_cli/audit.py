"""`liaison audit`: whether the services' audit trails are what was written, entry by entry."""

from collections.abc import Iterator

import typer
from liaison_contracts.audit import BEFORE_THE_FIRST, HashedEntry, Head, Trail
from rich.markup import escape
from rich.progress import Progress

from liaison_cli.console import console, errors
from liaison_cli.letters import Service
from liaison_cli.origin import Origin
from liaison_cli.trouble import Trouble

audit = typer.Typer(help="The audit trails: who did what.", no_args_is_help=True)

PAGE = 1000
BROKEN, NOT_ASKED = 1, 2
LONG = 5000

SERVICE = typer.Option(None, "--service", help="Only this one; may be given several times. All four if left out.")
EXPECT = typer.Option(None, help="A head that was printed before, such as events/17:ab12…; may be given several times.")


@audit.callback()
def _group() -> None:
    """More than one command is to come: the name of this one stays."""


@audit.command()
def verify(service: list[Service] = SERVICE, expect: list[str] = EXPECT) -> None:
    """Check every entry against the one before it. Exit code 0: whole, 1: broken, 2: a service could not be asked.

    Keep the heads that are printed elsewhere: only against one of them can a cut end or a trail made anew be seen.
    """
    broken = away = False
    try:
        kept = dict(_head(given) for given in expect or [])
        origin = Origin()
    except Trouble as trouble:
        _tell(str(trouble))
        raise typer.Exit(NOT_ASKED) from None
    for one in service or list(Service):
        try:
            found = list(_verify(origin, one, kept.get(one)))
        except Trouble as trouble:
            _tell(str(trouble))
            away = True
            continue
        for sentence in found:
            _tell(f"{one.value}: {sentence}")
        broken = broken or bool(found)
    if broken or away:
        raise typer.Exit(BROKEN if broken else NOT_ASKED)


def _verify(origin: Origin, service: Service, kept: Head | None) -> Iterator[str]:
    """A sentence for each place where it is not what was written."""
    number, previous, last, whole = 0, BEFORE_THE_FIRST, None, True
    for entry in _entries(origin, service):
        for sentence in _against(entry, number, previous, kept):
            whole = False
            yield sentence
        number, previous, last = entry.number, bytes.fromhex(entry.hash), entry
    if kept and kept.number > number:
        whole = False
        yield f"entries {number + 1} to {kept.number} are missing at the end"
    if whole:
        console.print(f"{service.value}/{number}:{last.hash} whole" if last else f"{service.value} has no entries yet")


def _against(entry: HashedEntry, number: int, previous: bytes, kept: Head | None) -> Iterator[str]:
    if entry.number > number + 1:
        yield f"entries {number + 1} to {entry.number - 1} are missing"
    elif entry.hash != entry.hash_after(previous).hex():
        yield f"entry {entry.number} is not what was written after entry {number}"
    if kept and entry.number == kept.number and entry.hash != kept.hash:
        yield f"entry {entry.number} is not the one that was kept: the trail was made anew"


def _entries(origin: Origin, service: Service) -> Iterator[HashedEntry]:
    after: int | None = 0
    with Progress(console=errors, transient=True) as progress:
        task = None
        while after is not None:
            address = f"/api/{service.value}/v1/audit"
            answer = origin.request("GET", address, params={"after": after, "limit": PAGE})
            page = Trail.model_validate_json(answer.content)
            if task is None and page.head and page.head.number > LONG:
                task = progress.add_task(f"{service.value}: entries", total=page.head.number)
            yield from page.entries
            after = page.next
            if task is not None and after:
                progress.update(task, completed=after)


def _head(given: str) -> tuple[Service, Head]:
    """What was typed: events/17:ab12…"""
    name, _, rest = given.partition("/")
    number, _, digest = rest.partition(":")
    if name not in set(Service) or not number.isdecimal() or len(digest) != 64:
        raise Trouble(f"Give a head as it was printed, such as events/17: and 64 digits, not {given}.")
    return Service(name), Head(number=int(number), hash=digest)


def _tell(sentence: str) -> None:
    errors.print(f"[red]{escape(sentence)}[/red]", soft_wrap=True)
