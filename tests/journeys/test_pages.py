"""The main job by page: a worker and a resident, each with a browser without JavaScript, in Ukrainian."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.journeys import network as steps
from tests.journeys.browser import give_credentials, picture, sign_in, visitor
from tests.journeys.network import Network, Resident

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]


async def test_the_main_job_by_page(browser: Browser, network: Network) -> None:
    resident = Resident(name="Одарка Сторінкова", phone="+380671234577", email="odarka@example.com")
    before = await network.scorecard()
    worker = await visitor(browser, network, javascript=False)
    await sign_in(worker)

    await worker.goto("/offices")
    await picture(worker, "offices")
    # Where nobody else is at work: other journeys live in this network, too.
    await worker.locator(".card a", has_text="Хуторах").first.click()
    office = await worker.inner_text("h1")
    await worker.get_by_role("link", name="Відкрити офіс").click()
    await worker.click("#confirmation form button")
    await expect(worker.locator("main [role=alert]")).to_contain_text("не готовий")
    await worker.fill("#override_reason", "Мандрівка починається з відкритого офісу")
    await worker.click("#confirmation form button")
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

    offices = (await network.http.get("/api/registry/v1/offices")).json()["offices"]
    opened = next(one for one in offices if one["name"] == office)
    room = str(opened["rooms"][0]["id"])
    await network.until("/api/events/v1/events/new", lambda found: room in str(found), staff=True)
    await worker.goto("/events/new")
    await worker.fill("#title", "Вечір сторінок")
    await worker.fill("#description", "Читаємо разом.")
    await worker.select_option("#kind", "lecture")
    await worker.select_option("#room_id", room)
    starts = steps.next_evening().strftime("%Y-%m-%dT%H:%M")
    await worker.fill("#starts_at", starts)
    await worker.fill("#ends_at", starts.replace("T18", "T20"))
    await picture(worker, "event-form")
    await worker.click("main form button")
    await expect(worker.locator("h1")).to_contain_text("Вечір сторінок")
    event_path = re.sub(r"^https?://[^/]+", "", worker.url)

    phone = await visitor(browser, network, narrow=True, javascript=False)
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

    await steps.right_scorecard(network, opened["slug"], before)
    await worker.set_extra_http_headers(steps.played_later())
    await worker.goto("/results")
    await expect(worker.locator("main")).to_contain_text(office)
    await picture(worker, "scorecard")


async def test_a_staff_page_sends_others_to_sign_in(browser: Browser, network: Network) -> None:
    page = await visitor(browser, network)
    answer = await page.goto("/today")
    assert answer
    assert answer.status == 401
    await page.get_by_role("link", name="Увійти").click()
    await give_credentials(page)
    assert page.url.endswith("/today")
