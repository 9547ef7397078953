"""The offices' daily work by keyboard: consultations one after the other, and those who come by appointment."""

from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.journeys import network as steps
from tests.journeys.browser import picture, sign_in, visitor
from tests.journeys.consultations import book_appointment
from tests.journeys.network import Network
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

MOST_KEYS = 12


@dataclass
class Keyboard:
    """Somebody who never touches the mouse; `keys` counts what is pressed beside typed text."""

    page: Page
    keys: int = 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)
            self.keys += 1

    async def write(self, text: str) -> None:
        await self.page.keyboard.insert_text(text)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def network(system: System) -> Network:
    await steps.import_network(system.network)
    office = await steps.open_office(system.network)
    await system.network.until(
        "/api/events/v1/consultations/new",
        lambda found: office["id"] in {one["id"] for one in found["offices"]},
        staff=True,
    )
    return system.network


@pytest.mark.parametrize("javascript", [True, False])
async def test_a_common_consultation_takes_a_dozen_keys_beside_what_is_written(
    browser: Browser, network: Network, javascript: bool
) -> None:
    page = await visitor(browser, network, javascript=javascript, language="en-GB")
    await sign_in(page)
    await page.goto("/consultations/new?lang=en")
    for question in ("No light in the entrance", "A tram stop"):
        hand = Keyboard(page)
        # Each topic and each tool begins with another letter: one key chooses it.
        await hand.press("h", "Tab", "a", "Tab", "s", "Tab")
        await hand.write(question)
        await hand.press("Tab")
        await hand.write("К-17")
        await hand.press("Enter")
        await expect(page.locator("[role=status]")).to_contain_text(f"Submitted · {question}")
        assert hand.keys <= MOST_KEYS, hand.keys
        # The form is empty again, and where one begins.
        await expect(page.locator("#topic")).to_be_focused()
        await expect(page.locator("#question")).to_have_value("")
    await picture(page, f"consultation-saved-{'with' if javascript else 'without'}-javascript")
    saved = await page.locator("[role=status] a").get_attribute("href")
    one = (await network.until(f"/api/events/v1{saved}", lambda found: found, staff=True))["consultation"]
    assert (one["topic"], one["tool"], one["outcome"], one["reference"]) == ("housing", "appeal", "submitted", "К-17")

    undo = Keyboard(page)
    await page.get_by_role("button", name="Take it back").focus()
    await undo.press("Enter")
    await expect(page.locator("[role=status]")).to_contain_text("Taken back")
    await page.context.close()


async def test_whoever_comes_by_appointment_is_helped_by_one_key(browser: Browser, network: Network) -> None:
    offices = await network.until("/api/registry/v1/offices", lambda found: found["offices"])
    office = sorted(offices["offices"], key=lambda one: str(one["slug"]))[0]
    resident = await visitor(browser, network, javascript=False, narrow=True)
    await resident.goto(await book_appointment(network, office))
    await expect(resident.locator("h1")).to_have_text("Вас записано на прийом")
    await picture(resident, "appointment-narrow")
    worker = await visitor(browser, network)
    await sign_in(worker)
    await worker.goto("/today")
    await worker.get_by_role("link", name="Прийом за день").first.click()
    day = str((await network.until(f"/api/events/v1/appointments/offices/{office['slug']}", bool))["days"][0]["day"])
    await worker.goto(f"/appointments/day?day={day}")
    await worker.get_by_role("link", name="Записати консультацію").first.focus()
    await worker.keyboard.press("Enter")
    await expect(worker.locator(".notice")).to_contain_text("За попереднім записом: Одарка Сторінкова")
    await worker.locator("#question").focus()
    await worker.keyboard.press("Enter")
    await expect(worker.locator("[role=status]")).to_contain_text("Збережено: Інше")
    await worker.goto(f"/appointments/day?day={day}")
    await expect(worker.locator(".tag.good").first).to_have_text("Прийнято")
    await picture(worker, "appointments-of-the-day")
