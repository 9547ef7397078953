"""What the network has before the guide is walked: a played year, and for each language an office of its own.

The two languages share nothing that one of them changes, so that either may be walked alone.
"""

import asyncio
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import yaml
from liaison_kit import clock
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize
from stdnum.ua import edrpou

from tests.journeys.browser import give_credentials, watch
from tests.journeys.network import DEMO, Network
from tests.journeys.system import System, liaison

REGISTRY, EVENTS, NEWS = "/api/registry/v1", "/api/events/v1", "/api/notifications/v1"
PASSWORD = "сім рудих котів на даху"
OFFICES = {"en": "desna", "uk": "stadnytsia"}
WEEKS = {"en": 0, "uk": 1}
PHONE: ViewportSize = {"width": 400, "height": 800}
DESK: ViewportSize = {"width": 1000, "height": 800}
PLAYED_DAYS = 365


@dataclass
class Scene:
    """One language's part of the network."""

    network: Network
    language: str
    office: dict[str, Any]
    planned: dict[str, Any]
    worker: str
    at: dict[str, Any] = field(default_factory=dict)
    """Addresses and ids of what was made, by its name in `made.py`."""

    def moment(self, days: int, hour: int, minute: int = 0) -> datetime:
        """By Kyiv's clock, so many days after a Wednesday that is at least a week ahead."""
        today = clock.now().astimezone(clock.KYIV)
        wednesday = today + timedelta(days=7 + (2 - today.weekday()) % 7 + 7 * WEEKS[self.language] + days)
        return wednesday.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def ago(self, days: int, hour: int) -> datetime:
        return (clock.now().astimezone(clock.KYIV) - timedelta(days=days)).replace(
            hour=hour, minute=0, second=0, microsecond=0
        )

    def code(self, number: int) -> str:
        """A code that is given to nobody: one of those that begin with 99."""
        digits = f"997{'10' if self.language == 'en' else '20'}{number:02d}"
        return digits + edrpou.calc_check_digit(digits)

    async def do(self, path: str, body: Any, at: datetime | None = None) -> Any:
        """As the demonstration's program, which may do everything; at a played time, if one is given."""
        headers = {"liaison-played-at": at.isoformat()} if at else {}
        return await self.network.done(path, json=body, headers=headers)

    async def mailed(self, address: str, form: str) -> str:
        """The newest path of this form that was mailed to the address."""

        def found(mails: list[dict[str, Any]]) -> list[str]:
            return re.findall(form, json.dumps([one for one in mails if address in json.dumps(one)]))

        return str(found(await self.network.until("/api/mails", found, sink=True))[-1])


async def prepare(system: System) -> dict[str, Scene]:
    """Plays the year, adds a planned office for each language, and people who run them."""
    network = system.network
    await _import(network)
    await asyncio.to_thread(liaison, system.environment, "play", "--days-per-second", "0", "--days", str(PLAYED_DAYS))
    offices = (await network.until(f"{REGISTRY}/offices", lambda found: len(found["offices"]) >= 5))["offices"]
    by_slug = {one["slug"]: one for one in offices}
    basics = {"name": "Основи участі", "name_en": "Basics of participation", "validity_months": 24, "required": True}
    training = await network.done(f"{REGISTRY}/people/training/programmes", json=basics)
    scenes = {}
    for language, slug in OFFICES.items():
        office, planned = by_slug[slug], by_slug[f"coming-{language}"]
        scene = Scene(network, language, office, planned, f"worker-{language}@example.org")
        await _hire(scene, training)
        scenes[language] = scene
    return scenes


async def _import(network: Network) -> None:
    """The demonstration's file with a further planned office for each language.

    The year is played at the last three, by their short names: these come before.
    """
    said = yaml.safe_load((DEMO / "vinnytsia.yaml").read_text(encoding="utf-8"))
    places = {"en": ("в Писарівці", "Писарівка", "Pysarivka", 5), "uk": ("у Щітках", "Щітки", "Shchitky", 7)}
    for language, (there, village, village_en, district) in places.items():
        like = json.loads(json.dumps(said["offices"][0], default=str))
        more = {"slug": f"coming-{language}", "name": f"Офіс взаємодії {there}"}
        more |= {"name_en": f"Liaison Office in {village_en}", "address": f"с. {village}, вул. Прикладна, 5"}
        more |= {"address_en": f"5 Prykladna Street, {village_en}"}
        said["offices"].append(like | more | {"district": said["districts"][district]["code"]})
    content = yaml.safe_dump(said, allow_unicode=True).encode()
    await network.done(f"{REGISTRY}/network", content=content, headers={"content-type": "application/yaml"})


async def _hire(scene: Scene, training: dict[str, Any]) -> None:
    """A worker of the office, and a qualified one of the office that is planned."""
    uk = scene.language == "uk"
    name = "Тарас Офісний" if uk else "Taras Ofisnyi"
    person = {"name": name, "email": scene.worker, "roles": ["worker"], "offices": [scene.office["id"]]}
    await scene.do(f"{REGISTRY}/people", person)
    page = await scene.mailed(scene.worker, r"(/sign-in/links/[\w-]+)")
    own = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=scene.network.url, headers=own, timeout=20, trust_env=False) as browser:
        answer = await browser.post(page, data={"_page": page, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
    name = "Ірина Навчена" if uk else "Iryna Navchena"
    trained = {"name": name, "email": f"trained-{scene.language}@example.org", "roles": ["worker"]}
    made = await scene.do(f"{REGISTRY}/people", trained | {"offices": [scene.planned["id"]]})
    scene.at["trained"] = made["id"]
    await scene.do(f"{REGISTRY}/people/{made['id']}/training", {"programme_id": training["id"]})


async def context(browser: Browser, network: Network, language: str, *, narrow: bool) -> BrowserContext:
    """A browser of somebody who reads in this language."""
    locale = {"uk": "uk-UA", "en": "en-GB"}[language]
    opened = await browser.new_context(base_url=network.url, viewport=PHONE if narrow else DESK, locale=locale)
    opened.set_default_timeout(60_000)
    watch(opened, network)
    return opened


async def page_of(browser: Browser, scene: Scene, who: str) -> Page:
    """Somebody's page: of a resident or a worker at the door on a telephone, of the others at a desk."""
    opened = await context(browser, scene.network, scene.language, narrow=who in {"resident", "door"})
    page = await opened.new_page()
    await page.goto(f"/sign-in?lang={scene.language}")
    if who in {"worker", "door", "admin"}:
        person, password = ("admin@demo.example", "demo-liaison") if who == "admin" else (scene.worker, PASSWORD)
        await give_credentials(page, person, password)
        assert urlsplit(page.url).path == "/today", page.url
    return page
