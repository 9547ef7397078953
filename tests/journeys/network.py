"""A client of a running network: the steps of its main job, each repeated until it is certain, and none done twice."""

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from liaison_kit import clock

DEMO = Path(__file__).parents[2] / "deploy" / "demo"
PATIENCE_SECONDS = 120
TRANSIENT = {500, 502, 503, 504}


@dataclass
class Network:
    """`url` is the one origin; the sink collects what was sent to people."""

    url: str
    token: str
    sink_url: str
    kafka: str
    trust: ssl.SSLContext | bool = True
    """Whose certificates are believed; True: those that everybody believes."""

    def __post_init__(self) -> None:
        self.http = httpx.AsyncClient(base_url=self.url, timeout=20, trust_env=False, verify=self.trust)
        self.sink = httpx.AsyncClient(base_url=self.sink_url, timeout=20, trust_env=False)
        self.staff_headers = {"authorization": f"Bearer {self.token}"}

    async def close(self) -> None:
        await self.http.aclose()
        await self.sink.aclose()

    async def command(self, path: str, *, staff: bool = True, **request: Any) -> httpx.Response:
        """A POST that is repeated under one Idempotency-Key while parts of the system are away."""
        headers = {"idempotency-key": str(uuid4())} | (self.staff_headers if staff else {}) | request.pop("headers", {})
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = await self.http.post(path, headers=headers, **request)
                if answer.status_code not in TRANSIENT:
                    return answer
                last = f"{answer.status_code} {answer.text[:300]}"
            except httpx.TransportError as error:
                last = repr(error)
            assert time.monotonic() < deadline, f"{path}: {last}"
            await asyncio.sleep(0.1)

    async def done(self, path: str, *, staff: bool = True, **request: Any) -> Any:
        """The JSON of a command that must succeed; refusals are repeated while a local copy may still be on its way."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = await self.command(path, staff=staff, **request)
            if answer.is_success:
                return answer.json() if answer.content else None
            assert time.monotonic() < deadline, f"{path}: {answer.status_code} {answer.text}"
            await asyncio.sleep(0.2)

    async def scorecard(self) -> dict[str, Any]:
        """What reporting shows at this moment, all events of the journeys counted."""
        answer = await self.http.get("/api/reporting/v1/results", headers=self.staff_headers | played_later())
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    async def until(
        self,
        path: str,
        accept: Callable[[Any], Any],
        *,
        staff: bool = False,
        sink: bool = False,
        played: bool = False,
    ) -> Any:
        """The JSON at this path once it is accepted; AssertionError with the last one when patience ends."""
        headers = (self.staff_headers if staff or played else {}) | (played_later() if played else {})
        client = self.sink if sink else self.http
        deadline = time.monotonic() + PATIENCE_SECONDS
        last: Any = None
        while time.monotonic() < deadline:
            try:
                answer = await client.get(path, headers=headers)
                last = answer.json() if answer.is_success else answer.text[:300]
                if answer.is_success and accept(last):
                    return last
            except httpx.TransportError as error:
                last = repr(error)
            await asyncio.sleep(0.1)
        raise AssertionError(f"{path} was not as expected within {PATIENCE_SECONDS} s; last: {last}")


@dataclass(frozen=True)
class Resident:
    """Somebody with planted personal data, which must be found in the sink and nowhere on Kafka."""

    name: str = "Мокрина Планторенко-Журавська"
    phone: str = "+380671234598"
    email: str = "mokryna.plantorenko@example.com"


async def import_network(network: Network) -> None:
    content = (DEMO / "vinnytsia.yaml").read_bytes()
    await network.done("/api/registry/v1/network", content=content, headers={"content-type": "application/yaml"})


async def open_office(network: Network) -> dict[str, Any]:
    """Opens the first office; a repetition finds it open already."""
    offices = await network.until("/api/registry/v1/offices", lambda found: len(found["offices"]) >= 3)
    office: dict[str, Any] = sorted(offices["offices"], key=lambda one: str(one["slug"]))[0]
    reason = {"override_reason": "The journey begins with an office that is open"}
    answer = await network.command(f"/api/registry/v1/offices/{office['id']}/opening", json=reason)
    assert answer.status_code in {200, 409}, answer.text
    return office


async def put_up_notice(network: Network, office: dict[str, Any]) -> None:
    """Residents read it until tomorrow."""
    said = {"text": "Завтра до 15:00 немає світла", "text_en": "No electricity tomorrow until 15:00"}
    said |= {"until": (clock.now() + timedelta(days=1)).isoformat()}
    answer = await network.command(f"/api/registry/v1/offices/{office['id']}/notice", json=said)
    assert answer.status_code == 201, answer.text


async def register_cso(network: Network, edrpou: str = "41234506") -> None:
    body = {
        "edrpou": edrpou,
        "name": "ГО «Криниця Хуторів»",
        "registered_on": clock.today().isoformat(),
        "created_with_help": True,
    }
    answer = await network.command("/api/registry/v1/cso", json=body)
    assert answer.status_code == 201, answer.text


async def form_group(network: Network, office: dict[str, Any]) -> None:
    body = {"idea": "Сад біля школи", "area": "environment", "office_id": office["id"], "consent": True}
    answer = await network.command(
        "/api/registry/v1/cso/groups", json=body | {"founders": "Олена Прикладенко, 067 123 45 67"}
    )
    assert answer.status_code == 201, answer.text


async def schedule_event(network: Network, office: dict[str, Any], starts_at: datetime) -> dict[str, Any]:
    """Schedules an event in the office's first room; waits until events has heard that the office is open."""
    body = {
        "title": "Як працює бюджет громадських ініціатив",
        "description": "Розбираємо правила й пишемо перший проєкт разом.",
        "kind": "training",
        "tools": ["budget_of_public_initiatives"],
        "office_id": office["id"],
        "room_id": office["rooms"][0]["id"],
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
    }
    event: dict[str, Any] = await network.done("/api/events/v1/events", json=body)
    return event


async def schedule_series(network: Network, office: dict[str, Any]) -> str:
    """Schedules two mornings in a row, far ahead, and drafts an event; the address of such a series' preview."""
    day = next_evening() + timedelta(days=60)
    rule = {"room_id": office["rooms"][0]["id"], "repeats": "daily", "times": 2}
    rule |= {"starts_at": f"{day:%Y-%m-%d}T10:00", "ends_at": f"{day:%Y-%m-%d}T11:00"}
    words = {"title": "Ранкові зустрічі", "description": "Щоранку.", "kind": "exchange"}
    await network.done("/api/events/v1/events/series", json=rule | words)
    await network.done("/api/events/v1/events/drafts", json={"title": "Ще не вирішено", "office_id": office["id"]})
    return f"/events/series/preview?{urlencode(rule | {'times': 3})}"


async def sign_up(network: Network, event: dict[str, Any], resident: Resident) -> str:
    """The id of the sign-up."""
    body = {"name": resident.name, "phone": resident.phone, "email": resident.email, "party_size": 2, "consent": True}
    path = f"/api/events/v1/events/{event['id']}/sign-ups"
    return str((await network.done(path, staff=False, json=body))["sign_up_id"])


async def hold_event(network: Network, event: dict[str, Any], sign_up_id: str) -> None:
    """Checks the resident in and closes the event, at the time when it takes place."""
    played = {"liaison-played-at": event["starts_at"]}
    base = f"/api/events/v1/events/{event['id']}"
    await network.done(f"{base}/sign-ups/{sign_up_id}/attendance", json={"present": 2}, headers=played)
    report = {"attendance": 12, "outcome": "Подано три проєкти."}
    after = {"liaison-played-at": event["ends_at"]}
    await network.done(f"{base}/report", json=report, headers=after)


def played_later() -> dict[str, str]:
    """A header that shows the scorecard on a day after all events of the journeys, which are held in days to come."""
    return {"liaison-played-at": (clock.now() + timedelta(days=60)).isoformat()}


async def right_scorecard(network: Network, slug: str, before: dict[str, Any] | None = None) -> dict[str, Any]:
    """Waits for the scorecard that the main job leads to, in a network that had this one `before`."""

    def risen(found: dict[str, Any], what: str) -> bool:
        return found.get(what, {}).get("now", 0) > (before[what]["now"] if before else 0)

    def right(found: dict[str, Any]) -> bool:
        offices = {office["slug"]: office for office in found.get("offices", [])}
        return (
            risen(found, "offices_opened")
            and risen(found, "csos_created")
            and offices.get(slug, {}).get("events_held") == {"now": 1, "goal": 15}
            and len(found.get("milestones", [])) == 8
        )

    scorecard: dict[str, Any] = await network.until("/api/reporting/v1/results", right, played=True)
    return scorecard


def next_evening() -> datetime:
    """Tomorrow, 18:00 in Kyiv."""
    tomorrow = clock.now().astimezone(clock.KYIV) + timedelta(days=1)
    return tomorrow.replace(hour=18, minute=0, second=0, microsecond=0)
