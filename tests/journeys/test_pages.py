"""The main job by page: a worker and a resident, each with a browser, in Ukrainian."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests.journeys import network as steps
from tests.journeys.network import Network, Resident

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
OFFLINE = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def chromium() -> str | None:
    """Debian's browser where there is one; None lets Playwright look for its own."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    arguments = [*OFFLINE, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield opened
        await opened.close()


async def person(browser: Browser, network: Network, *, narrow: bool = False, javascript: bool = True) -> Page:
    """A page of a fresh visitor; anything the browser complains about fails the journey."""
    size = {"width": 320, "height": 720} if narrow else {"width": 1280, "height": 900}
    context = await browser.new_context(
        base_url=network.url, viewport=size, java_script_enabled=javascript, locale="uk-UA"
    )
    page = await context.new_page()

    def complain(message: ConsoleMessage) -> None:
        # Chromium reports every refused form (4xx) as a failed resource; those are part of the journey.
        if message.type == "error" and "status of 4" not in message.text:
            raise AssertionError(f"{page.url}: {message.text}")

    page.on("console", complain)
    return page


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the window"


async def sign_in(page: Page) -> None:
    await page.goto("/sign-in")
    await give_credentials(page)


async def give_credentials(page: Page) -> None:
    """Those that the page of a demonstration shows."""
    await page.fill("#email", await page.inner_text("main li >> nth=0"))
    await page.fill("#password", "demo-liaison")
    await page.click("main button")


async def test_the_main_job_by_page(browser: Browser, network: Network) -> None:
    resident = Resident(name="Одарка Сторінкова", phone="+380671234577", email="odarka@example.com")
    worker = await person(browser, network)
    await sign_in(worker)

    await worker.goto("/offices")
    await picture(worker, "offices")
    await worker.click(".card a >> nth=0")
    office = await worker.inner_text("h1")
    await worker.click("main form button")
    await expect(worker.locator(".tag.good").first).to_be_visible()
    await picture(worker, "office-staff")

    await worker.goto("/cso/new")
    await worker.fill("#edrpou", "12345679")
    await worker.fill("#name", "ГО «Сторінка»")
    await worker.fill("#registered_on", steps.clock.today().isoformat())
    await worker.check("#created_with_help")
    await worker.click("main form button")
    await expect(worker.locator("#edrpou-error")).to_be_visible()
    assert await worker.input_value("#name") == "ГО «Сторінка»"
    await picture(worker, "cso-refused")
    await worker.fill("#edrpou", "41234600")
    await worker.click("main form button")
    await expect(worker.locator("h1")).to_contain_text("Сторінка")

    await network.until("/api/events/v1/events/new", lambda found: found["offices"], staff=True)
    await worker.goto("/events/new")
    await worker.fill("#title", "Вечір сторінок")
    await worker.fill("#description", "Читаємо разом.")
    await worker.select_option("#kind", "lecture")
    await worker.select_option("#office_id", index=1)
    await worker.select_option("#room_id", index=1)
    starts = steps.next_evening().strftime("%Y-%m-%dT%H:%M")
    await worker.fill("#starts_at", starts)
    await worker.fill("#ends_at", starts.replace("T18", "T20"))
    await picture(worker, "event-form")
    await worker.click("main form button")
    await expect(worker.locator("h1")).to_contain_text("Вечір сторінок")
    event_path = re.sub(r"^https?://[^/]+", "", worker.url)

    phone = await person(browser, network, narrow=True, javascript=False)
    await phone.goto("/")
    await phone.get_by_role("link", name="Вечір сторінок").click()
    await phone.fill("#name", resident.name)
    await phone.fill("#phone", "067 123 45")
    await phone.check("#consent")
    await phone.click("main form button")
    await expect(phone.locator("#phone-error")).to_be_visible()
    assert await phone.input_value("#name") == resident.name
    await phone.fill("#phone", "067 123 45 77")
    await phone.fill("#email", resident.email)
    await phone.check("#consent")
    await phone.click("main form button")
    await expect(phone.locator("main")).to_contain_text("18:00")
    assert "/sign-ups/" in phone.url

    def arrived(found: list[dict[str, str]]) -> bool:
        return any(sms["to"] == resident.phone for sms in found)

    await network.until("/api/sms", arrived, sink=True)
    # The event lies in the future: the demonstration clock is set for the worker, as in the played year.
    await worker.set_extra_http_headers({"liaison-played-at": f"{steps.next_evening().isoformat()}"})
    await worker.goto(f"{event_path}/participants")
    await picture(worker, "participants")
    await worker.get_by_role("button", name=re.compile("прий|прис|Відміт|тут", re.IGNORECASE)).first.click()
    await worker.fill("#outcome", "Прочитали дві повісті.")
    await worker.get_by_role("button", name=re.compile("Закрити|звіт", re.IGNORECASE)).last.click()

    slug = (await network.http.get("/api/registry/v1/offices")).json()["offices"]
    opened = next(one for one in slug if one["name"] == office)
    await steps.right_scorecard(network, opened["slug"])
    await worker.set_extra_http_headers(steps.played_later())
    await worker.goto("/results")
    await expect(worker.locator("main")).to_contain_text(office)
    await picture(worker, "scorecard")


PUBLIC = ["/", "/events", "/offices", "/districts", "/cso", "/programme", "/results", "/subscribe", "/sign-in"]
STAFF = ["/today", "/messages", "/network", "/cso/new", "/events/new", "/account", "/account/totp"]


@pytest.mark.parametrize("path", [*PUBLIC, *STAFF])
@pytest.mark.parametrize("language", ["uk", "en"])
async def test_every_page_is_shown_in_both_languages_and_fits_a_phone(
    browser: Browser, network: Network, path: str, language: str
) -> None:
    page = await person(browser, network, narrow=True)
    if path in STAFF:
        await sign_in(page)
    answer = await page.goto(f"{path}?lang={language}")
    assert answer
    assert answer.status == 200
    assert await page.get_attribute("html", "lang") == language
    await picture(page, f"phone-{language}-{path.strip('/').replace('/', '-') or 'home'}")
    if language == "en":
        # Content (names, titles) may be Ukrainian; headings and labels of ours may not.
        cyrillic = re.findall(r"[А-ЯІЇЄҐа-яіїєґ]{4,}", await page.inner_text("h1"))
        assert not cyrillic


async def test_a_staff_page_sends_others_to_sign_in(browser: Browser, network: Network) -> None:
    page = await person(browser, network)
    answer = await page.goto("/today")
    assert answer
    assert answer.status == 401
    await page.get_by_role("link", name="Увійти").click()
    await give_credentials(page)
    assert page.url.endswith("/today")
