"""The phone at the door: it loses its connection for ten minutes, is closed and opened again, and loses no scan."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import segno
from playwright.async_api import Browser, Page, Request, Route, async_playwright, expect

from tests.journeys import network as steps
from tests.journeys.browser import ARGUMENTS, NARROW, barriers, chromium, picture, sign_in
from tests.journeys.network import Network
from tests.npm import node_of

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

GUESTS = 46
EVERY = timedelta(seconds=12)
SETTLING = timedelta(minutes=5)
"""How long before the first scan the phone's clock begins to run."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def axe() -> str:
    here = Path(__file__).parent
    await node_of(here)
    return (here / "node_modules" / "axe-core" / "axe.min.js").read_text()


async def largest_office(network: Network) -> dict[str, Any]:
    """An open office, its largest room the first."""
    found = await network.until("/api/registry/v1/offices", lambda answer: len(answer["offices"]) >= 3)
    for office in found["offices"]:
        office["rooms"].sort(key=lambda room: -room["capacity"])
    office: dict[str, Any] = max(found["offices"], key=lambda one: one["rooms"][0]["capacity"])
    assert office["rooms"][0]["capacity"] > GUESTS
    await network.command(f"/api/registry/v1/offices/{office['id']}/opening", json={"override_reason": "x"})
    return office


async def signed_up(network: Network, event: dict[str, Any], number: int) -> tuple[str, str]:
    """The address of somebody's own page, and the code on it."""
    body = {"name": f"Гість {number:02}", "phone": f"+3806712340{number:02}", "consent": True}
    answer = await network.done(f"/api/events/v1/events/{event['id']}/sign-ups", staff=False, json=body)
    own = str(answer["link"]).partition("/sign-ups/")[2]
    shown = await network.until(f"/api/events/v1/sign-ups/{own}", lambda found: found["ticket"])
    return f"/api/events/v1/sign-ups/{own}", shown["ticket"]


class Door:
    """A phone with the check-in page, whose clock stands from the first scan on; and what it has sent."""

    def __init__(self, network: Network, event: dict[str, Any], context: Any) -> None:
        self.network, self.event, self.context = network, event, context
        self.now = datetime.fromisoformat(event["starts_at"])
        self.sent: list[str] = []
        context.on("request", self._count)

    def _count(self, request: Request) -> None:
        if request.url.endswith("/scans") and request.method == "POST":
            self.sent += [one["id"] for one in (request.post_data_json or {})["scans"]]

    async def open(self) -> Page:
        page: Page = await self.context.new_page()
        await page.clock.install(time=self.now - SETTLING)
        await page.goto(f"/events/{self.event['id']}/check-in")
        await expect(page.locator("[data-door]")).to_be_visible()
        return page

    async def scan(self, page: Page, code: str) -> None:
        self.now += EVERY
        await page.clock.pause_at(self.now)
        await page.fill("#code", code)
        await page.press("#code", "Enter")
        await expect(page.locator("#code")).to_have_value("")

    async def lose_connection(self) -> None:
        await self.context.set_offline(True)

    async def find_connection(self) -> None:
        # The server's clock is set to that of the phone: the event lies in the days to come.
        await self.context.set_extra_http_headers({"liaison-played-at": self.now.isoformat()})
        await self.context.set_offline(False)


@asynccontextmanager
async def at_the_door(browser: Browser, network: Network, event: dict[str, Any]) -> AsyncIterator[Door]:
    context = await browser.new_context(base_url=network.url, viewport=NARROW, locale="uk-UA")
    await sign_in(await context.new_page())
    try:
        yield Door(network, event, context)
    finally:
        await context.close()


def count(page: Page, what: str) -> Any:
    return page.locator(f"[data-count={what}]")


async def test_fifty_scans_survive_ten_minutes_without_a_connection(
    browser: Browser, network: Network, axe: str
) -> None:
    await steps.import_network(network)
    office = await largest_office(network)
    event = await steps.schedule_event(network, office, steps.next_evening())
    other = await steps.schedule_event(network, office, steps.next_evening() + timedelta(days=3))
    guests = [(await signed_up(network, event, number))[1] for number in range(GUESTS)]
    gone, cancelled = await signed_up(network, event, GUESTS)
    await network.done(f"{gone}/cancellation", staff=False)
    _, elsewhere = await signed_up(network, other, 98)
    codes = [*guests, guests[0], cancelled, elsewhere, "0000 0000 0000"]
    assert len(codes) == 50

    async with at_the_door(browser, network, event) as door:
        page = await door.open()
        # The page is kept, so that it opens without a connection; from then on it does not need one.
        await page.wait_for_function(
            "caches.open('liaison-check-in').then(one => one.keys()).then(all => all.length >= 6)"
        )
        await page.reload()
        await door.lose_connection()
        for code in codes[:25]:
            await door.scan(page, code)
        await expect(count(page, "unsent")).to_have_text("25")
        await expect(page.locator("[data-trouble=offline]")).to_be_visible()
        await picture(page, "door-offline-uk-narrow")
        await page.close()
        page = await door.open()
        await expect(count(page, "unsent")).to_have_text("25")
        for code in codes[25:]:
            await door.scan(page, code)
        await expect(count(page, "unsent")).to_have_text("50")
        kept = await page.evaluate("JSON.stringify(localStorage)")
        assert "Гість" not in kept
        assert door.now - datetime.fromisoformat(event["starts_at"]) == timedelta(minutes=10)

        door.sent.clear()  # what was tried in vain
        await door.find_connection()
        await expect(count(page, "unsent")).to_have_text("0")
        await expect(count(page, "sent")).to_have_text(str(GUESTS))
        await expect(count(page, "refused")).to_have_text("4")
        assert len(door.sent) == len(set(door.sent)) == 50
        shown = await page.locator("[data-list]").inner_text()
        for reason in ("присутність уже позначено: 18:00", "Запис за цим квитком скасовано", "Це квиток на іншу подію"):
            assert reason in shown
        assert "Квитка з таким кодом немає" in shown
        await picture(page, "door-sent-uk-narrow")
        await each_came_at_a_time_of_their_own(network, event)
        await an_answer_that_is_lost_is_asked_for_again(door, page, (await signed_up(network, other, 97))[1])
        await page.clock.resume()  # axe waits by the page's own clock
        assert await barriers(page, axe) == []


async def each_came_at_a_time_of_their_own(network: Network, event: dict[str, Any]) -> None:
    answer = await network.http.get(f"/api/events/v1/events/{event['id']}/participants", headers=network.staff_headers)
    guests = answer.raise_for_status().json()["participants"]
    assert [guest["present"] for guest in guests] == [1] * GUESTS
    start = datetime.fromisoformat(event["starts_at"])
    came = [datetime.fromisoformat(guest["arrived_at"]) - start for guest in guests]  # in the order of their names
    assert came == [EVERY * number for number in range(1, GUESTS + 1)]


async def an_answer_that_is_lost_is_asked_for_again(door: Door, page: Page, code: str) -> None:
    async def swallow(route: Route) -> None:
        await route.fetch()
        await route.abort("connectionreset")

    await page.route("**/scans", swallow, times=1)
    door.sent.clear()
    await door.scan(page, code)
    await expect(page.locator("[data-trouble=offline]")).to_be_visible()
    await expect(count(page, "unsent")).to_have_text("1")
    await page.clock.run_for(16_000)
    await expect(count(page, "unsent")).to_have_text("0")
    assert len(door.sent) == 2
    assert len(set(door.sent)) == 1


def film_of(ticket: str, file: Path) -> None:
    """What a camera sees that looks at the ticket's QR code: a still film in the YUV4MPEG2 format."""
    width, height, size = 640, 480, 12
    modules = segno.make(ticket, error="q", micro=False).matrix_iter(border=4)
    rows = [bytes(0 if module else 235 for module in row) for row in modules]
    picture = bytearray(b"\xb0" * (width * height))
    for y, row in enumerate(rows):
        line = b"".join(bytes([module]) * size for module in row)
        for repeated in range(size):
            start = (40 + y * size + repeated) * width + 100
            picture[start : start + len(line)] = line
    frame = b"FRAME\n" + bytes(picture) + b"\x80" * (width * height // 2)
    file.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 3)


async def test_the_camera_reads_a_ticket_once_however_long_it_looks(network: Network, tmp_path: Path) -> None:
    await steps.import_network(network)
    office = await largest_office(network)
    event = await steps.schedule_event(network, office, steps.next_evening() + timedelta(days=5))
    _, code = await signed_up(network, event, 1)
    film_of(code.replace(" ", ""), tmp_path / "ticket.y4m")
    fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    film = f"--use-file-for-fake-video-capture={tmp_path / 'ticket.y4m'}"
    async with async_playwright() as playwright:
        seeing = await playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, *fake, film])
        context = await seeing.new_context(base_url=network.url, viewport=NARROW, permissions=["camera"])
        page = await context.new_page()
        await sign_in(page)
        await context.set_extra_http_headers({"liaison-played-at": event["starts_at"]})
        await page.goto(f"/events/{event['id']}/check-in")
        await page.click("[data-camera]")
        await expect(count(page, "sent")).to_have_text("1", timeout=20_000)
        await expect(page.locator("[data-last]")).to_contain_text("Присутність позначено")
        await page.click("[data-camera-off]")
        await expect(page.locator("[data-camera]")).to_be_visible()
        assert await page.locator("[data-list] > li").count() == 1
        await seeing.close()
