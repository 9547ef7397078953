"""Dead letters as the command knows them: each service's own, asked for over HTTP."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from liaison_cli.origin import NotThere, Origin
from liaison_cli.trouble import Trouble

PAUSE_SECONDS = 0.2
PAGE = 500


class Service(StrEnum):
    """Whose dead letters; each service keeps its own."""

    REGISTRY = "registry"
    EVENTS = "events"
    NOTIFICATIONS = "notifications"
    REPORTING = "reporting"


class State(StrEnum):
    """Whether a dead letter holds up the later records of its key."""

    WAITING = "waiting"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Name:
    """What a dead letter is called here: `events/in-17`."""

    service: str
    letter: str

    @property
    def path(self) -> str:
        return f"/api/{self.service}/v1/dead-letters/{self.letter}"

    def __str__(self) -> str:
        return f"{self.service}/{self.letter}"


Found: TypeAlias = list[tuple[Name, dict[str, Any]]]
"""Dead letters, each with its name and what its service says of it."""


def named(ids: Sequence[str], services: Sequence[Service] | None) -> list[Name]:
    """What was typed: `events/in-17`, or `in-17` where there is one service only."""
    return [_name(given, services or []) for given in dict.fromkeys(ids)]


def _name(given: str, services: Sequence[Service]) -> Name:
    service, _, letter = given.rpartition("/")
    if not service and len(services) == 1:
        service = services[0].value
    if service not in set(Service) or not letter:
        raise Trouble(f"Name a record as the list shows it, such as events/in-17: {given} does not say whose it is.")
    return Name(service, letter)


def find(origin: Origin, service: str, **wanted: str | None) -> Iterator[tuple[Name, dict[str, Any]]]:
    """All pages of one service's; `wanted` are the filters of its API, None for no filter."""
    after: str | None = "parked-0"
    given = {name: value for name, value in wanted.items() if value is not None}
    while after:
        parameters = given | {"after": after, "limit": str(PAGE)}
        page = origin.request("GET", f"/api/{service}/v1/dead-letters", params=parameters).json()
        yield from ((Name(service, letter["id"]), letter) for letter in page["items"])
        after = page["next"]


def look_up(origin: Origin, names: Sequence[Name], *, whole: bool = False) -> Found:
    """Before anything is done, so that a slip of the finger does nothing; `whole` with what it says."""
    found = []
    for name in names:
        try:
            found.append((name, origin.request("GET", name.path if whole else f"{name.path}/standing").json()))
        except NotThere:
            raise Trouble(f"There is no dead letter {name}: it was applied or sent, or never was one.") from None
    return found


def decide(origin: Origin, name: Name, decision: str, body: dict[str, str] | None = None, *, gone: str) -> str:
    """What stood against it; empty if nothing did."""
    try:
        origin.request("POST", f"{name.path}/{decision}", json=body)
    except NotThere:
        return gone
    except Trouble as trouble:
        return str(trouble)
    return ""


def retry(origin: Origin, found: Found, deadline: float) -> dict[Name, str]:
    """What became of each; one that waits behind another of these goes along with it."""
    names = {name for name, _ in found}
    along = {name for name, letter in found if Name(name.service, str(letter["waits_behind"])) in names}
    # One that is gone by now was applied or sent with those before it.
    against = {name: "" if name in along else decide(origin, name, "retry", gone="") for name, _ in found}
    return {name: sentence or _outcome(origin, name, deadline) for name, sentence in against.items()}


def _outcome(origin: Origin, name: Name, deadline: float) -> str:
    """What became of a record that is to be tried, once that is known."""
    while True:
        try:
            letter = origin.request("GET", f"{name.path}/standing").json()
        except NotThere:
            return "sent" if name.letter.startswith("out-") else "applied"
        except Trouble as trouble:
            return str(trouble)
        if letter["state"] == State.DROPPED:
            return "dropped meanwhile"
        if not letter["due"]:
            behind = letter["waits_behind"]
            return f"waits behind {name.service}/{behind}" if behind else f"refused again: {letter['reason']}"
        if time.monotonic() > deadline:
            part = "relay" if letter["offset"] is None else "consumer"
            return f"not tried yet: is the {part} of {name.service} running?"
        time.sleep(PAUSE_SECONDS)
