"""`liaison doctor`: looks at everything from here at the same time, and says what to do about what is not well."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import typer
from liaison_kit.checking.checkup import Checkup
from liaison_kit.checking.findings import Finding, State, not_looked_at
from liaison_kit.settings import LOOPBACK
from pydantic import ValidationError
from rich.table import Table
from rich.text import Text

from liaison_cli.console import console
from liaison_cli.doctor.door import look_at_public_door
from liaison_cli.doctor.kafka import look_at_kafka
from liaison_cli.doctor.places import Place, places
from liaison_cli.doctor.report import Report, Told
from liaison_cli.doctor.services import checkup_of
from liaison_cli.doctor.site import look_at_site
from liaison_cli.subscribers.settings import AccessSettings
from liaison_cli.trouble import Trouble

SECONDS, LEAST_SECONDS = 60.0, 5.0
"""Every service's program is started for it, at once: on two cores that takes ten seconds, and 30 beside a start."""
PATIENCE = 1 / 3
"""Of the time, for each single answer: who has said nothing by then will not, and there is time left to say so."""
COLOURS = {State.BROKEN: "red", State.WARNING: "yellow", State.NOT_LOOKED_AT: "magenta", State.OK: "green"}

Look = Callable[[], list[Finding] | Checkup]


def doctor(
    as_json: bool = typer.Option(False, "--json", help="For programs, and for --gather."),
    seconds: float = typer.Option(SECONDS, min=LEAST_SECONDS, help="How long to wait for answers."),
    everything: bool = typer.Option(False, "--all", help="Show what is well, too."),
    gather: bool = typer.Option(
        False, "--gather", help="Look at nothing; put together what --json printed elsewhere, a line each, from stdin."
    ),
) -> None:
    """Look whether everything is there and set up rightly, and say what to do; exit code 1 if something is broken.

    2 if nothing is, but a whole service could not be looked at.
    """
    report = _read(sys.stdin.read()) if gather else _look(places(), seconds)
    told = report.told()
    if as_json:
        sys.stdout.write(report.model_dump_json() + "\n")
    else:
        _show(told, everything)
    raise typer.Exit(report.status())


def _read(text: str) -> Report:
    try:
        return Report.together([Report.model_validate_json(line) for line in text.splitlines() if line.strip()])
    except ValidationError as error:
        raise Trouble("What came is not what `liaison doctor --json` prints, one report a line.") from error


def _look(found: list[Place], seconds: float = SECONDS) -> Report:
    each = seconds * PATIENCE
    looks: dict[str, Look] = {f"service.{place.service}": partial(checkup_of, place, seconds - 1) for place in found}
    sites = {place.get("LIAISON_URL"): place for place in reversed(found)}
    looks |= {f"site.{url}": partial(look_at_site, place, each) for url, place in sites.items()}
    seen: set[str] = set()
    for place in found:
        settings = _access(place)
        if settings:
            first = settings.kafka_bootstrap_servers not in seen
            seen.add(settings.kafka_bootstrap_servers)
            looks[f"kafka.{place.service}"] = partial(look_at_kafka, settings, place.service, each, brokers=first)
            if settings.kafka_public_servers and not _is_elsewhere(settings, place):
                door = partial(look_at_public_door, settings.kafka_public_servers, settings.kafka_ca, each)
                looks[f"door.{place.service}"] = door
    answers = _at_once(looks, seconds)
    around = [finding for answer in answers if not isinstance(answer, Checkup) for finding in answer]
    checkups = [answer for answer in answers if isinstance(answer, Checkup)]
    return Report.together([Report(checkups=checkups, around=around)])


def _is_elsewhere(settings: AccessSettings, place: Place) -> bool:
    """Within a container, `localhost` is another one than subscribers'."""
    host = settings.kafka_public_servers.rpartition(":")[0]
    return host in LOOPBACK and place.get("LIAISON_HTTP_HOST") not in {"", *LOOPBACK}


def _access(place: Place) -> AccessSettings | None:
    """None where they are wrong: the service's own checkup names what."""
    with _environment(place.environment):
        try:
            return AccessSettings()
        except ValueError:
            return None


@contextmanager
def _environment(told: Mapping[str, str]) -> Iterator[None]:
    """Settings are read from the environment alone; one after the other, before any look begins."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(told)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _at_once(looks: Mapping[str, Look], seconds: float) -> list[list[Finding] | Checkup]:
    """All at the same time; who does not come back in time is told, and not waited for when the program ends."""
    answers: dict[str, Any] = {}
    deadline = time.monotonic() + seconds
    threads = [threading.Thread(target=_answer, args=(*each, answers), daemon=True) for each in looks.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    return [answers.get(name, [_late(name, seconds)]) for name in looks]


def _answer(name: str, look: Look, answers: dict[str, Any]) -> None:
    try:
        answers[name] = look()
    except Exception as error:  # noqa: BLE001 - a look that fails is itself something to tell
        do = "Please report it as a defect, with what `liaison doctor --json` prints."
        answers[name] = [not_looked_at(f"{name.partition('.')[0]}.look", f"{name}: {type(error).__name__}.", do)]


def _late(name: str, seconds: float) -> Finding:
    what = f"{name}: there was no answer within {seconds:g} s."
    do = "See whether what is asked is overloaded or cut off; then look again."
    return not_looked_at(f"{name.partition('.')[0]}.look", what, do)


def _show(told: list[Told], everything: bool) -> None:
    table = Table.grid(padding=(0, 2, 1, 0))
    shown = [each for each in told if everything or each.finding.state != State.OK]
    for each in shown:
        finding = each.finding
        text = Text(finding.what)
        if finding.remedy:
            text.append(f"\n→ {finding.remedy}", style="bold")
        of = Text(f"{finding.check}\n{', '.join(each.services)}".strip())
        table.add_row(Text(finding.state.value, style=COLOURS[finding.state]), of, text)
    if shown:
        console.print(table)
    numbers = {state: sum(each.finding.state == state for each in told) for state in State}
    console.print(", ".join(f"{number} {_named(state)}" for state, number in numbers.items()) + ".", soft_wrap=True)


def _named(state: State) -> str:
    return "well" if state == State.OK else state.value
