"""A real browser, and what a page must not do in it."""

import os
import shutil
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.journeys.network import Network

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "screenshots"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 720}
ARGUMENTS = [
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]


def chromium() -> str | None:
    """Debian's browser where there is one; None lets Playwright look for its own."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


async def visitor(
    browser: Browser, network: Network, *, narrow: bool = False, javascript: bool = True, language: str = "uk-UA"
) -> Page:
    """A page of a fresh visitor; what the browser complains about, or asks elsewhere, fails the test."""
    context = await browser.new_context(
        base_url=network.url, viewport=NARROW if narrow else WIDE, java_script_enabled=javascript, locale=language
    )
    watch(context, network)
    return await context.new_page()


def watch(context: BrowserContext, network: Network) -> None:
    """AssertionError, at the next step of the test, for a message of the console or a request to another host."""

    def complain(message: ConsoleMessage) -> None:
        # Chromium reports every refused form (4xx) as a failed resource; those are part of the journey.
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            raise AssertionError(f"{message.location['url']}: {message.text}")

    def stay(request: Request) -> None:
        if not request.url.startswith((network.url, "data:", "blob:")):
            raise AssertionError(f"asks another host: {request.url}")

    context.on("console", complain)
    context.on("request", stay)


async def picture(page: Page, name: str) -> None:
    """A screenshot of the whole page, which must fit its window."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    await fits(page)


async def fits(page: Page) -> None:
    """AssertionError where one must move it sideways to read it."""
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the window"


async def barriers(page: Page, axe: str) -> list[str]:
    """What axe finds wrong by WCAG 2.2 AA and good practice, a line each."""
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(axe)
    found: dict[str, Any] = await page.evaluate("axe.run({resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]


async def sign_in(page: Page, person: str = "admin@demo.example", password: str = "demo-liaison") -> None:
    await page.goto("/sign-in")
    await give_credentials(page, person, password)


async def give_credentials(page: Page, person: str = "admin@demo.example", password: str = "demo-liaison") -> None:
    """Those that the page of a demonstration shows."""
    await page.fill("#email", person)
    await page.fill("#password", password)
    await page.click("main button")
