"""A year of the commitment, by page: from the study of needs to a grant, each step heard by another system."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from liaison_kit import clock
from playwright.async_api import Browser, Page, expect

from tests.journeys import network as steps
from tests.journeys.browser import picture, sign_in, visitor
from tests.journeys.grants import hold_competition
from tests.journeys.kafka_reader import records
from tests.journeys.needs import a_district
from tests.journeys.network import Network

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

EDRPOU = "41234506"
PAPER_FORMS = 12
FOUNDING = ("statute", "meeting", "application")


async def send(page: Page, action: str, **fields: Any) -> None:
    """Fills in the form that goes to this address, as a person would, and sends it; it must be taken."""
    form = page.locator(f'form[method="post"][action$="{action}"]').first
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"], [name="{name}[]"]').first
        kind = await field.evaluate("one => one.tagName + ':' + one.type")
        if kind.startswith("SELECT"):
            await field.select_option(**value if isinstance(value, dict) else {"value": str(value)})
        elif kind.endswith((":checkbox", ":radio")):
            chosen = [value] if isinstance(value, str) else value
            for one in chosen if isinstance(chosen, list) else ["true"]:
                await form.locator(f'[name^="{name}"][value="{one}"]').check()
        else:
            await field.fill(str(value))
    await form.locator("button").first.click()
    wrong = page.locator(".govuk-error-summary")
    assert not await wrong.count(), await wrong.inner_text()


async def heard(network: Network, topic: str, right: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """The fact as another municipal system reads it, once there is one that is right."""
    deadline, data = time.monotonic() + 30, dict[str, Any]()
    while time.monotonic() < deadline:
        for record in await asyncio.to_thread(lambda: list(records(network.kafka, topic))):
            data = json.loads(record.value() or b"{}").get("data", {})
            if right(data):
                return data
        await asyncio.sleep(0.2)
    raise AssertionError(f"{topic}: no such fact; the last was {data}")


async def path_of(page: Page) -> str:
    return urlsplit(page.url).path


async def test_a_year_of_the_commitment(browser: Browser, network: Network) -> None:
    await steps.import_network(network)
    coordinator, resident = await visitor(browser, network), await visitor(browser, network, narrow=True)
    await sign_in(coordinator)
    await needs_are_studied(coordinator, resident, network)
    office = await office_is_prepared(coordinator, network)
    await it_opens(coordinator, network, office)
    await a_group_becomes_an_organisation(coordinator, network, office)


async def needs_are_studied(page: Page, resident: Page, network: Network) -> None:
    today = clock.today().isoformat()
    await page.goto("/surveys")
    named = {"title": "Потреби мешканців", "title_en": "What residents need", "slug": "needs"}
    await send(page, "/surveys", **named, opens_on=today, closes_on=today)
    study = await path_of(page)
    asked = {"text": "Що вам потрібно?", "text_en": "What do you need?", "required": True}
    await send(page, "/questions", kind="single", **asked, choices="Курси | Courses\nПоради | Advice")
    await page.goto(f"{study}?confirm=open")
    await send(page, "/opening")
    await resident.goto("/surveys/needs")
    district = await a_district(network)
    await send(resident, "/answers", district_id=district, q1="c1")
    assert resident.url.endswith("/thanks")
    await resident.goto("/surveys/needs/paper")
    await picture(resident, "survey-paper")
    for number in range(1, PAPER_FORMS + 1):  # each is the same form again: by the API
        said = {"paper_number": number, "district_id": district, "q1": "c1" if number % 2 else "c2"}
        await network.done(f"/api/registry/v1{study}/paper-answers", json=said)
    for act, address in (("close", "/closing"), ("publish", "/publication")):
        await page.goto(f"{study}?confirm={act}")
        await send(page, address)
    published = await heard(network, "NeedsStudyPublished", lambda data: data["state"]["slug"] == "needs")
    assert published["state"]["title_en"] == "What residents need"
    await page.goto(study)
    concept = {"services": f"q1 c1 {district}", "document": "https://city.example/concept.pdf", "adopted_on": today}
    await send(page, "/concept", **concept)
    adopted = await heard(network, "ConceptAdopted", lambda data: data["state"]["slug"] == "needs")
    assert "https://city.example/concept.pdf" in json.dumps(adopted)
    await resident.goto("/surveys/needs/results")
    await picture(resident, "needs-results")


async def office_is_prepared(page: Page, network: Network) -> dict[str, Any]:
    """Site, money, repair, training, people, services: until nothing is missing."""
    offices = (await network.http.get("/api/registry/v1/offices")).raise_for_status().json()["offices"]
    office: dict[str, Any] = sorted(offices, key=lambda one: str(one["slug"]))[0]
    here = f"/offices/{office['slug']}"

    await page.goto(f"{here}/site")
    place = {"address": "с-ще Десна, вул. Прикладна, 7", "address_en": "7 Prykladna Street, Desna"}
    await send(page, "/site", **place, post_code="23256", street="вул. Прикладна", house="7")
    chosen = await heard(network, "OfficeSiteChosen", lambda data: data["state"]["id"] == office["id"])
    assert (chosen["state"]["status"], chosen["state"]["house"]) == ("site_chosen", "7")

    await page.goto("/programme/money/edit")
    await send(page, "/programme/funding-sources", name="Міський бюджет", name_en="City budget", kind="city_budget")
    await send(page, "/pledges", amount="250 000")
    await send(page, "/programme/budget-lines", office_id=office["id"], kind="repair", planned="240 000,50")
    await send(page, "/programme/spendings", line_id={"index": 1}, amount="120 000,25", purpose="Ремонт зали")
    funded = await heard(network, "FundingChanged", lambda data: data["state"]["funding"]["spent"])
    money = funded["state"]["funding"]
    assert (money["pledged"], money["planned"], money["spent"]) == (250_000_00, 240_000_50, 120_000_25)

    await page.goto(here)
    await send(page, "/fitting-out")
    fitted = await heard(network, "OfficeChanged", lambda data: data["state"]["status"] == "fitting_out")
    assert fitted["state"]["id"] == office["id"]

    await page.goto("/people/training")
    await send(
        page, "/people/training/programmes", name="Робота з мешканцями", name_en="Working with residents", required=True
    )
    people = (await network.http.get("/api/registry/v1/people/training", headers=network.staff_headers)).json()[
        "people"
    ]
    worker = next(one for one in people if office["id"] in one["offices"])
    await page.goto(f"/people/{worker['id']}/training")
    await send(page, "/training", programme_id={"index": 1})
    trained = await heard(network, "StaffTrained", lambda data: worker["id"] in json.dumps(data))
    assert worker["name"] not in json.dumps(trained, ensure_ascii=False)

    service = await network.done(
        "/api/registry/v1/services",
        json={
            "name": "Допомога зі зверненням",
            "name_en": "Help with an appeal",
            "description": "Разом напишемо й подамо.",
            "description_en": "We write and file it together.",
            "area": "appeal",
        },
    )
    await page.goto(f"{here}/services")
    await send(page, f"/offices/{office['id']}/services", service_id=service["id"])
    offered = await heard(network, "OfficeServicesChanged", lambda data: data["state"]["services"])
    assert [one["name_en"] for one in offered["state"]["services"]] == ["Help with an appeal"]

    await page.goto(here)
    await send(page, "/staffing")
    staffed = await heard(network, "OfficeStaffed", lambda data: data["state"]["id"] == office["id"])
    assert staffed["state"]["status"] == "staffed"
    return office


async def it_opens(page: Page, network: Network, office: dict[str, Any]) -> None:
    """Without any override: nothing is missing."""
    await page.goto(f"/offices/{office['slug']}")
    await expect(page.locator("#readiness")).to_be_visible()
    await picture(page, "office-readiness")
    assert await page.locator(".tag.warn").count() == 0
    await page.goto(f"/offices/{office['slug']}?confirm=opening")
    await send(page, "/opening")
    opened = await heard(network, "OfficeOpened", lambda data: data["state"]["id"] == office["id"])
    assert (opened["state"]["status"], opened["occurred_on"]) == ("open", clock.today().isoformat())


async def a_group_becomes_an_organisation(page: Page, network: Network, office: dict[str, Any]) -> None:
    await page.goto("/cso/groups/new")
    founders = "Мокрина Засновницька, 067 123 45 11\nОдарка Засновницька, 067 123 45 12"
    idea = {"idea": "Клуб для дітей і бабусь", "area": {"index": 1}, "office_id": office["id"]}
    await send(page, "/cso/groups", **idea, founders=founders, consent=True)
    group = await path_of(page)
    formed = await heard(network, "InitiativeGroupFormed", lambda data: group.rpartition("/")[2] in json.dumps(data))
    assert "Засновницька" not in json.dumps(formed, ensure_ascii=False)
    for step in FOUNDING:
        await page.goto(f"{group}?confirm={step}")
        await send(page, f"/steps/{step}")
    await page.goto(f"/cso/new?group={group.rpartition('/')[2]}")
    registered_on = {"registered_on": clock.today().isoformat(), "created_with_help": "true"}
    await send(page, "/cso", name="ГО «Бабусин двір»", edrpou=EDRPOU, **registered_on)
    registered = await heard(network, "CSORegistered", lambda data: data["state"]["edrpou"] == EDRPOU)
    assert (registered["created_with_help"], registered["state"]["status"]) == (True, "active")

    await page.goto(f"/cso/{EDRPOU}/memoranda")
    await send(page, "/memoranda", number="7/2026", signed_on=clock.today().isoformat())
    signed = await heard(network, "MemorandumSigned", lambda data: data["state"]["edrpou"] == EDRPOU)
    assert signed["state"]["memorandum"]["signed_on"] == clock.today().isoformat()
    await picture(page, "memorandum")

    await hold_competition(network, EDRPOU)  # weeks of it are played: by the API
    awarded = await heard(network, "GrantAwarded", lambda data: data["state"]["edrpou"] == EDRPOU)
    assert awarded["state"]["amount"] == 48_500_50
    assert "Грантова" not in json.dumps(awarded, ensure_ascii=False)
