"""Somebody comes to work in an office, by page: invited, signed in with a code, given another role, and gone again."""

import json
import re
import time
from urllib.parse import urlsplit

import pyotp
import pytest
import pytest_asyncio
from liaison_kit.testing import eventually
from playwright.async_api import Browser, Page, expect

from tests.journeys import network as steps
from tests.journeys.browser import give_credentials, picture, sign_in, visitor
from tests.journeys.network import Network
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

EMAIL, PASSWORD = "halyna.novenka@example.com", "п'ять зелених відер води"
NAME = "Галина Новенька"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def network(system: System) -> Network:
    await steps.import_network(system.network)
    await steps.open_office(system.network)
    return system.network


def code_of(secret: str, steps_later: int = 0) -> str:
    """What the app shows; a later one is good already, and one that was used is not good again."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps_later)


async def letter(network: Network, address: str) -> str:
    """The path of the link in the letter to this address."""

    def link(found: list[dict]) -> list[str]:
        return re.findall(r"(/sign-in/links/[\w-]+)", json.dumps([one for one in found if address in json.dumps(one)]))

    return link(await network.until("/api/mails", link, sink=True))[-1]


async def test_a_worker_is_invited_signs_in_with_a_code_and_is_shut_out_when_they_leave(
    browser: Browser, network: Network
) -> None:
    administrator = await visitor(browser, network)
    await sign_in(administrator)
    await administrator.get_by_role("link", name="Люди та ролі").click()
    await administrator.get_by_role("link", name="Запросити людину").click()
    await administrator.click("main form button")
    await expect(administrator.locator("#name-error")).to_be_visible()
    await administrator.fill("#name", NAME)
    await administrator.fill("#email", EMAIL)
    await administrator.get_by_label("Працівник офісу").check()
    await administrator.get_by_label("Офіс взаємодії в Десні").check()
    await administrator.click("main form button")
    await expect(administrator.locator("h1")).to_have_text(NAME)
    await picture(administrator, "person-invited")

    newcomer = await visitor(browser, network, narrow=True)
    await newcomer.goto(await letter(network, EMAIL))
    await newcomer.fill("#password", "короткий")
    await newcomer.click("main form button")
    await expect(newcomer.locator("#password-error")).to_be_visible()
    await newcomer.fill("#password", PASSWORD)
    await newcomer.click("main form button")
    if "/sign-in" in newcomer.url:
        await give_credentials(newcomer, EMAIL, PASSWORD)

    await newcomer.goto("/account/totp")
    secret = await newcomer.input_value("input[name=secret]")
    await picture(newcomer, "codes-narrow")
    await newcomer.fill("#code", code_of(secret))
    await newcomer.fill("#current", PASSWORD)
    await newcomer.click("main form button")
    await expect(newcomer.locator("h1")).to_have_text("Мій обліковий запис")
    await newcomer.get_by_text("Меню", exact=True).click()
    await newcomer.get_by_role("button", name="Вийти", exact=True).last.click()

    await newcomer.goto("/today")
    await newcomer.get_by_role("link", name="Увійти").click()
    await enter(newcomer, code="000000")
    await expect(newcomer.locator(".govuk-error-summary")).to_be_visible()
    assert await newcomer.input_value("#email") == EMAIL
    assert await newcomer.input_value("#password") == ""
    await picture(newcomer, "sign-in-refused-narrow")
    await enter(newcomer, code=code_of(secret, steps_later=1))
    assert urlsplit(newcomer.url).path == "/today"
    refused = await newcomer.goto("/people")
    assert refused
    assert refused.status == 403
    await expect(newcomer.locator("h1")).to_be_visible()

    await administrator.get_by_label("Координатор").check()
    await administrator.get_by_role("button", name="Зберегти ролі").click()
    await expect(administrator.get_by_label("Координатор")).to_be_checked()
    await administrator.get_by_role("link", name="Вимкнути обліковий запис").click()
    await picture(administrator, "person-deactivation")
    await administrator.get_by_role("button", name="Вимкнути обліковий запис").click()
    await expect(administrator.locator("main")).to_contain_text("Вимкнено")
    await shut_out(newcomer)


async def enter(page: Page, code: str) -> None:
    await page.fill("#email", EMAIL)
    await page.fill("#password", PASSWORD)
    await page.fill("#code", code)
    await page.click("main form button")


async def shut_out(page: Page) -> None:
    """What was decided travels by Kafka: within a moment the page asks to sign in, and the old password is no good."""

    async def status() -> int:
        answer = await page.goto("/today")
        assert answer
        return answer.status

    await eventually(status, lambda found: found == 401)
    await page.goto("/sign-in")
    await give_credentials(page, EMAIL, PASSWORD)
    await expect(page.locator(".govuk-error-summary")).to_be_visible()


async def test_a_resident_signs_up_with_the_keyboard_alone(browser: Browser, network: Network) -> None:
    office = await steps.open_office(network)
    event = await steps.schedule_event(network, office, steps.next_evening() + steps.timedelta(days=3))
    page = await visitor(browser, network, language="en")
    await page.goto("/?lang=en")
    await page.keyboard.press("Tab")
    assert await focused(page) == "Skip to the content"
    await page.keyboard.press("Enter")
    await reach(page, event["title"])
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/events/*")
    await type_into(page, "Your name", "Mokryna Klaviaturna")
    await type_into(page, "Your telephone", "067 123")
    await tick(page)
    await press(page, "Sign up")
    await expect(page.locator(".govuk-error-summary")).to_be_focused()
    await reach(page, "telephone")  # the summary's link
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "phone"
    await page.keyboard.press("Control+A")
    await page.keyboard.type("067 123 45 78")
    await tick(page)
    await press(page, "Sign up")
    await page.wait_for_url("**/sign-ups/*")
    await expect(page.locator("main")).to_contain_text("18:00")


MOST_TABS = 60
LABEL = """() => {
    const at = document.activeElement;
    const label = at.labels && at.labels[0];
    return ((label || at).innerText || at.getAttribute('aria-label') || '').trim();
}"""
LOOK = """() => {
    const look = getComputedStyle(document.activeElement);
    return [look.outlineStyle !== 'none' && look.outlineWidth, look.boxShadow, look.backgroundColor].join('|');
}"""


async def focused(page: Page) -> str:
    """What the element with the focus is called; AssertionError if nobody sees that it has it."""
    name: str = await page.evaluate(LABEL)
    if await page.evaluate("document.activeElement === document.body"):
        return ""  # past the last element the browser's own bar has it
    before = await page.evaluate(LOOK)
    await page.evaluate("() => { window.kept = document.activeElement; window.kept.blur(); }")
    after = await page.evaluate(LOOK.replace("document.activeElement", "window.kept"))
    await page.evaluate("() => window.kept.focus()")
    assert before != after, f"the focus on {name!r} cannot be seen"
    return name


async def reach(page: Page, text: str) -> None:
    """Tab until the focus is on what is called like this."""
    met = []
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        met.append(await focused(page))
        if text.lower() in met[-1].lower():
            return
    raise AssertionError(f"{text!r} is not reached: {met}")


async def type_into(page: Page, label: str, text: str) -> None:
    await reach(page, label)
    await page.keyboard.type(text)


async def tick(page: Page) -> None:
    await reach(page, "I agree")
    if not await page.evaluate("document.activeElement.checked"):
        await page.keyboard.press("Space")


async def press(page: Page, label: str) -> None:
    await reach(page, label)
    await page.keyboard.press("Enter")
