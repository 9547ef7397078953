"""Every page of every service, found by following links: as each of us sees it, and while other services are dead."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.audiences import SERVICES
from tests.journeys.browser import barriers, fits, picture, visitor
from tests.journeys.site import PAGES, PUBLIC, Site, filled
from tests.journeys.system import System
from tests.npm import node_of

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

HERE = Path(__file__).parent
FIRST_VISIT_BYTES = 100 * 1024
FIRST_VISIT_REQUESTS = 4
"""The page, the styles, two fonts."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(system: System, browser: Browser, axe: str) -> Site:
    found = await filled(system, browser)
    for page in (found.resident, found.staff):
        await page.context.add_init_script(axe)  # each page has it then, and it is not carried there again and again
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def axe() -> str:
    await node_of(HERE)
    return (HERE / "node_modules" / "axe-core" / "axe.min.js").read_text()


WORDS = """() => ({
    language: document.documentElement.lang,
    text: document.body.innerText,
    heading: document.querySelector('h1').innerText,
})"""
WIDTHS = {"wide": 1280, "narrow": 320}
AMONG_OTHERS = "PYTEST_XDIST_WORKER" in os.environ
"""Pictures are for whoever changes a page, and runs this alone: they take a fifth of the time."""


async def resized(page: Page, name: str) -> None:
    size = {"width": WIDTHS[name], "height": 900}
    if page.viewport_size != size:
        await page.set_viewport_size(size)


@pytest.mark.parametrize("form", PAGES)
async def test_every_page_is_right_in_both_languages_wide_and_narrow(site: Site, axe: str, form: str) -> None:
    assert form in site.at, "no link leads there"
    wrong: list[str] = []
    for page in site.who(form):
        who = "staff" if page is site.staff else "resident"
        # One width is looked at closely in each language; a window is laid out anew as seldom as that allows.
        for language, name, other in (("uk", "wide", "narrow"), ("en", "narrow", "wide")):
            await resized(page, name)
            address = site.at[form]
            answer = await page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
            assert answer
            assert answer.status == 200
            shown = await page.evaluate(WORDS)
            assert shown["language"] == language
            wrong += [f"{who}, {language}: {one}" for one in odd_words(shown["text"])]
            if language == "en":
                # Content (names, titles) may be Ukrainian; a heading of ours may not.
                assert not re.search(r"[а-яіїєґ]{4,}", shown["heading"]) or "{" in form
            await fits(page)
            if not AMONG_OTHERS:
                await picture(page, f"{who}-{named(form)}-{language}-{name}")
            wrong += [f"{who}, {language}, {name}: {one}" for one in await barriers(page, axe)]
            await resized(page, other)
            await fits(page)
    assert wrong == []


async def test_every_report_and_its_charts_are_right_on_a_phone(site: Site, axe: str) -> None:
    page, office = site.resident, site.at["/results/offices/{slug}"].rpartition("/")[2]
    district = site.at["/districts/{code}"].rpartition("/")[2]
    listed = await page.context.request.get("/results/reports")
    addresses = sorted(set(re.findall(r'href="(/results/reports/[\w-]+)"', await listed.text())))
    assert addresses
    drawn, wrong = 0, []
    for address in addresses:
        await resized(page, "narrow")
        answer = await page.goto(f"{address}?office={office}&district={district}&lang=uk")
        assert answer
        assert answer.status == 200
        await fits(page)
        drawn += await page.locator("figure svg[role=img]").count()
        wrong += [f"{address}: {one}" for one in await barriers(page, axe)]
        wrong += [f"{address}: {one}" for one in odd_words(await page.inner_text("body"))]
        if not AMONG_OTHERS:
            await picture(page, f"resident-{named(address)}-uk-narrow")
    assert drawn
    assert wrong == []


CONFIRMATIONS = [
    ("/offices/{slug}", "opening"),
    ("/offices/{slug}", "suspension"),
    ("/offices/{slug}", "closing"),
    ("/cso/{edrpou}", "dissolution"),
    ("/cso/{edrpou}", "merging"),
    ("/cso/groups/{group_id}", "giving-up"),
    ("/programme/targets/{target_id}", "withdrawal"),
    ("/programme/lessons/{lesson_id}/change", "withdrawal"),
    ("/events/{event_id}", "cancellation"),
    ("/events/drafts/{draft_id}", "removal"),
    ("/people/{staff_id}", "deactivation"),
    ("/dead-letters/registry/{letter_id}", "drop"),
]


@pytest.mark.parametrize(("form", "act"), CONFIRMATIONS)
async def test_what_cannot_be_taken_back_is_asked_for_twice(site: Site, axe: str, form: str, act: str) -> None:
    page = site.staff
    await page.set_viewport_size({"width": 320, "height": 900})
    for address in await site.like(form):
        await page.goto(f"{address}?lang=uk")
        link = page.locator(f"main a[href*='confirm={act}']")
        if await link.count():
            break
    await link.click()
    await picture(page, f"staff-confirm-{act}-uk-narrow")
    assert await barriers(page, axe) == []
    await page.get_by_role("link", name="Ні, повернутися").click()
    assert "confirm=" not in page.url


def named(form: str) -> str:
    return re.sub(r"\W+", "-", form).strip("-") or "home"


def odd_words(text: str) -> list[str]:
    """What a template shows when something is missing."""
    return re.findall(r"\bNone\b|\bundefined\b|\{\{|\}\}|\bnan\b|0001-01-01", text)


A4_POINTS, BETWEEN_MARGINS = (595, 842), {"width": 680, "height": 1009}
"""210 × 297 mm, and what is left of them within margins of 15 mm, in pixels of CSS."""


@pytest.mark.parametrize("form", ["/surveys/{slug}/paper", "/events/{event_id}/sheet"])
async def test_what_is_filled_in_by_hand_prints_on_a4(site: Site, form: str) -> None:
    page = site.staff
    await page.set_viewport_size(BETWEEN_MARGINS)
    await page.goto(site.at[form])
    await page.emulate_media(media="print")
    assert await page.evaluate("document.documentElement.scrollWidth") <= BETWEEN_MARGINS["width"]
    assert not await page.locator("nav, form, .button, .no-print").filter(visible=True).count()
    printed = await page.pdf(prefer_css_page_size=True)
    await page.emulate_media(media="screen")
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(round(float(width)), round(float(height))) for width, height in sheets} == {A4_POINTS}


@pytest.mark.parametrize("form", PUBLIC)
async def test_a_first_visit_is_light(site: Site, browser: Browser, form: str) -> None:
    page = await visitor(browser, site.network, narrow=True)
    sizes: list[int] = []
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Network.enable")
    # A picture that stands in the page itself is loaded, too, but of no bytes.
    devtools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    await page.goto(site.at[form], wait_until="networkidle")
    await page.context.close()
    assert sum(sizes) <= FIRST_VISIT_BYTES, sizes
    assert len(list(filter(None, sizes))) <= FIRST_VISIT_REQUESTS, sizes


@contextmanager
def alone(system: System, service: str) -> Iterator[None]:
    """All other services killed, and their supervisor kept from starting them again; at the end it goes on."""
    os.kill(system.pid("supervisor"), signal.SIGSTOP)
    try:
        for other in SERVICES:
            if other != service:
                os.kill(system.pid(other), signal.SIGKILL)
        yield
    finally:
        os.kill(system.pid("supervisor"), signal.SIGCONT)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_services_pages_are_shown_while_all_others_are_dead(site: Site, service: str) -> None:
    await site.system.all_ready()
    wrong: list[str] = []
    forms = [form for form, (of, _) in PAGES.items() if of == service]
    # A sign-in that is five minutes old is renewed by the page, as long as there is somebody to do it.
    await site.staff.goto(site.at[forms[0]], wait_until="networkidle")
    with alone(site.system, service):
        # One page is looked at: it is styled. All others are answered, and lead to the same styles.
        first = await site.staff.goto(site.at[forms[0]], timeout=10_000)
        assert first
        assert "Noto Sans" in await site.staff.evaluate("getComputedStyle(document.body).fontFamily")
        styles = re.findall(r'<link rel="stylesheet"[^>]*>', await first.text())[0]
        for form in forms:
            for page in site.who(form):
                answer = await page.context.request.get(site.at[form], timeout=10_000)
                if answer.status != 200 or styles not in await answer.text():
                    wrong.append(f"{form}: {answer.status}")
    await site.system.all_ready()
    assert wrong == []


async def test_an_address_that_does_not_exist_gets_a_page_that_says_so(site: Site, axe: str) -> None:
    await site.resident.set_viewport_size({"width": 1280, "height": 900})
    for language in ("uk", "en"):
        await site.resident.goto(f"/?lang={language}")
        answer = await site.resident.goto("/events/no-such-event")
        assert answer
        assert answer.status == 404
        assert await barriers(site.resident, axe) == []
        await picture(site.resident, f"resident-not-found-{language}-wide")
