"""Sends the steps of a played year to the network, so that no step is ever done twice."""

import time
from collections import Counter
from datetime import date
from datetime import time as wall_time
from http import HTTPStatus
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx
from liaison_cli.trouble import Trouble

from liaison_local.demo.played_year import OFFICES, Place, Step

PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 0.25
RESTARTING = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
SITE = ("address", "address_en", "latitude", "longitude", "post_code", "street", "house", "phone")
# What the events service answers while it has not heard from the registry of an office that was just opened.
NOT_HEARD_YET = {"office-unknown", "office-not-open", "room-not-in-office"}


class Player:
    """Plays steps against the network at `url`. `done` counts what was new and what was there already."""

    def __init__(self, client: httpx.Client, year: str, patience: float = PATIENCE_SECONDS) -> None:
        """`client` has the network's base URL and a program's token; `year` tells one played year from another."""
        self._client = client
        self._year = year
        self._patience = patience
        self._ids: dict[str, str] = {}
        self.done: Counter[str] = Counter()

    def places(self, wanted: int = OFFICES) -> list[Place]:
        """The offices to play in; Trouble where the network is not imported, or an office has no room."""
        offices = self._offices()
        if len(offices) < wanted:
            raise Trouble(
                f"The network has {len(offices)} offices and the year needs {wanted}: import the demo network first."
            )
        # Always the same order, whatever happened meanwhile: the same steps must come out when it is played again.
        return [_place(office) for office in sorted(offices, key=lambda office: office["slug"], reverse=True)[:wanted]]

    def check_openings(self, steps: list[Step]) -> None:
        """Trouble where an office was opened by hand on a later day than the year wants."""
        offices = self._offices()
        opened = {office["id"]: office for office in offices if office["opened_on"]}
        for step in steps:
            office = opened.get(step.path.split("/")[-2])
            if office and "opened_on" in step.body and office["opened_on"] > step.body["opened_on"]:
                raise Trouble(
                    f"{office['name']} was opened on {office['opened_on']}, after {step.body['opened_on']}: "
                    "start again with `liaison reset` and `liaison up`, or choose a later year with --from."
                )

    def play(self, step: Step) -> bool:
        """Whether it was new. What is there already is left as it is."""
        if (step.event and step.event not in self._ids) or (step.sign_up and step.sign_up not in self._ids):
            # The event or sign-up it belongs to was refused as a double, so this was done back then, too.
            self.done["there already"] += 1
            return False
        path = step.path.format(event=self._ids.get(step.event), sign_up=self._ids.get(step.sign_up))
        headers = {
            "Idempotency-Key": str(uuid5(NAMESPACE_URL, f"liaison-play/{self._year}/{step.name}")),
            "Liaison-Played-At": step.at.isoformat(),
        }
        response = self._answer("POST", path, headers=headers, json=step.body)
        new = response.is_success and "idempotency-replayed" not in response.headers
        if response.is_success:
            told = response.json() if response.content else {}
            self._ids[step.name] = str(told.get("sign_up_id") or told.get("id") or "")
        self.done["new" if new else "there already"] += 1
        return new

    def _offices(self) -> list[dict[str, Any]]:
        offices, page, pages = [], 0, 1
        while page < pages:
            page += 1
            told = self._answer("GET", "/api/registry/v1/offices", params={"page": page}).json()
            offices += told["offices"]
            pages = told["pages"]
        return offices

    def _answer(self, method: str, path: str, **request: Any) -> httpx.Response:
        """A success or a 409; waits while services restart or have not heard of something yet, else Trouble."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                response = self._client.request(method, path, **request)
            except httpx.TransportError as error:
                reason, wait = f"{self._client.base_url} does not answer ({type(error).__name__})", True
            else:
                if response.is_success or response.status_code == HTTPStatus.CONFLICT:
                    return response
                reason, kind = _problem(response)
                wait = response.status_code in RESTARTING or kind in NOT_HEARD_YET
            if not wait or time.monotonic() > deadline:
                raise Trouble(f"{method} {path}: {reason}")
            time.sleep(PAUSE_SECONDS)


def year_name(seed: int, start: date) -> str:
    return f"{seed}/{start.isoformat()}"


def _place(office: dict[str, Any]) -> Place:
    if not office["rooms"]:
        raise Trouble(f"{office['name']} has no room for events: add one to the network's file and import it again.")
    room = max(office["rooms"], key=lambda room: int(room["capacity"]))
    closes: dict[int, wall_time] = {}
    for hours in office["hours"]:
        end = wall_time.fromisoformat(hours["closes"])
        closes[hours["weekday"]] = max(end, closes.get(hours["weekday"], end))
    site = {name: office[name] for name in SITE}
    return Place(office["id"], office["district_id"], room["id"], room["capacity"], closes, site)


def _problem(response: httpx.Response) -> tuple[str, str]:
    """What a refusal says, and its kind: `office-not-open` of urn:liaison:problem:office-not-open."""
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        return "the token is not this network's: take it from `liaison env`.", ""
    try:
        told = response.json()
    except ValueError:
        return f"status {response.status_code}", ""
    fields = "".join(f" {error['field']}: {error['message']}" for error in told.get("errors", []))
    return f"{told.get('detail', response.status_code)}{fields}", str(told.get("type", "")).rpartition(":")[2]
