"""A year of the commitment: a coordinator takes one office by page from a study to an organisation with a grant.

After each step a client that is not ours reads the step's fact from Kafka, with the state that the step led to.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from liaison_contracts.catalog import topic_of
from liaison_contracts.fact import Fact
from liaison_contracts.registry import (
    ConceptAdopted,
    CSORegistered,
    FundingChanged,
    GrantAwarded,
    GrantCallOpened,
    InitiativeGroupFormed,
    MemorandumSigned,
    NeedsStudyPublished,
    OfficeChanged,
    OfficeHoursChanged,
    OfficeOpened,
    OfficeRoomsChanged,
    OfficeServicesChanged,
    OfficeSiteChosen,
    OfficeStaffed,
    StaffTrained,
)
from liaison_kit import clock
from liaison_kit.testing import eventually
from playwright.async_api import Browser, Locator, Page, expect

from tests.journeys.browser import picture, sign_in, visitor
from tests.journeys.grants import hold_competition
from tests.journeys.kafka_reader import records
from tests.journeys.network import DEMO, Network
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

OFFICE = "vinnytsia-khutory"
PLACE = "/offices/vinnytsia-khutory"
EDRPOU = "41234569"
COURSES, ADVICE = 6, 5
"""So many choose each: answers that fewer than five gave would be hidden."""


async def test_a_year_of_the_commitment_by_page(system: System, browser: Browser) -> None:
    network = system.network
    page = await visitor(browser, network, javascript=False)
    await sign_in(page)
    await import_network(page)
    await study_needs(page, await visitor(browser, network, narrow=True, javascript=False), network)
    await adopt_concept(page, network)
    await choose_site(page, network)
    await raise_money(page, network)
    await fit_out(page, network)
    await train_staff(page, network)
    await staff_office(page, network)
    await offer_service(page, network)
    await set_hours(page, network)
    await add_room(page, network)
    await open_office(page, network)
    await found_organisation(page, network)
    await sign_memorandum(page, network)
    await award_grant(page, network)
    await network.close()


async def import_network(page: Page) -> None:
    await page.goto("/network")
    await page.set_input_files("main input[type=file]", DEMO / "vinnytsia.yaml")
    await page.locator("main form:has(input[type=file]) button").first.click()
    await page.goto(PLACE)
    await expect(page.locator("h1")).to_contain_text("Хуторах")


async def study_needs(page: Page, resident: Page, network: Network) -> None:
    """One resident answers on the web, others on paper."""
    today = clock.today()
    days = {"opens_on": today.isoformat(), "closes_on": (today + timedelta(days=7)).isoformat()}
    await page.goto("/surveys")
    await send(page, "/surveys", title="Потреби хуторів", title_en="Needs", slug="potreby-khutoriv", **days)
    study = urlsplit(page.url).path
    question = {
        "text": "Чого вам бракує?",
        "text_en": "What do you miss?",
        "choices": "Курси | Courses\nПоради | Advice",
    }
    await send(page, "/questions", kind="single", required=True, **question)
    await confirm(page, study, "open", "/opening")
    await resident.goto("/surveys/potreby-khutoriv")
    await answer(resident, "/answers")
    await expect(resident.locator("h1")).to_be_visible()
    await page.goto(f"{study}/paper-answers")
    await answer(page, "/paper-answers", paper_number="1")
    await enter_other_papers(network, study)
    await confirm(page, study, "close", "/closing")
    await confirm(page, study, "publish", "/publication")
    await picture(page, "year-study")
    told = await seen(network, NeedsStudyPublished, lambda data: data["state"]["slug"] == "potreby-khutoriv")
    [result] = told["state"]["results"]
    assert told["state"]["published_on"] == today.isoformat()
    assert [one["text"] for one in result["choices"]] == ["Курси", "Поради"]
    assert [one["people"] for one in result["counts"] if one["people"]] == [COURSES, ADVICE]
    assert told["state"]["concept"] == []


async def answer(page: Page, action: str, **typed: Any) -> None:
    await page.get_by_label("Вінницько-Хутірський").check()
    await page.get_by_label("Курси").check()
    await send(page, action, **typed)


async def enter_other_papers(network: Network, study: str) -> None:
    """By the API: they are typed in like the first one."""
    found = (await network.http.get("/api/registry/v1/districts")).json()["districts"]
    [district] = [one["district"]["id"] for one in found if "Хутірський" in one["district"]["name"]]
    for number in range(2, COURSES + ADVICE):
        said = {"paper_number": number, "district_id": district, "q1": "c1" if number < COURSES else "c2"}
        await network.done(f"/api/registry/v1{study}/paper-answers", json=said)


async def adopt_concept(page: Page, network: Network) -> None:
    district = page.locator("#services details", has_text="Вінницько-Хутірський старостинський округ")
    if await district.get_attribute("open") is None:
        await district.locator("summary").click()
    await district.get_by_label("Курси", exact=True).check()
    document = "https://city.example/concept.pdf"
    await send(page, "/concept", document=document, adopted_on=clock.today().isoformat())
    told = await seen(network, ConceptAdopted, lambda data: data["state"]["slug"] == "potreby-khutoriv")
    assert [one["name"] for one in told["state"]["concept"]] == ["Курси"]
    assert told["state"]["concept_document"] == document
    assert told["state"]["concept_adopted_on"] == clock.today().isoformat()


async def choose_site(page: Page, network: Network) -> None:
    site = {"address": "с. Вінницькі Хутори, вул. Незалежності, 7", "address_en": "7 Nezalezhnosti Street"}
    parts = {"post_code": "23203", "street": "вул. Незалежності", "house": "7"}
    await page.goto(PLACE)
    await page.get_by_role("link", name="Вибрати місце").first.click()
    await send(page, "/site", **site, **parts, latitude="49.221", longitude="28.541", phone="+380432000001")
    told = await seen(network, OfficeSiteChosen, of_office)
    assert told["state"]["status"] == "site_chosen"
    assert (told["state"]["address"], told["state"]["house"]) == (site["address"], "7")
    assert (told["state"]["latitude"], told["state"]["longitude"]) == (49.221, 28.541)


async def raise_money(page: Page, network: Network) -> None:
    await page.goto("/programme/money/edit")
    await send(page, "/funding-sources", name="Бюджет громади", name_en="City budget", kind="city_budget")
    await send(page, "/pledges", amount="500 000")
    office = page.locator("#office_id option", has_text="Хуторах")
    await send(page, "/budget-lines", office_id=await value_of(office), kind="repair", planned="300 000")
    line = page.locator("#line_id option", has_text="Хуторах")
    await send(page, "/spendings", line_id=await value_of(line), amount="12 500,50", purpose="Фарба й лінолеум")
    told = await seen(network, FundingChanged, lambda data: data["state"]["funding"]["spent"])
    funding = told["state"]["funding"]
    assert (funding["pledged"], funding["planned"], funding["spent"]) == (50_000_000, 30_000_000, 1_250_050)
    assert [(one["name"], one["kind"]) for one in funding["sources"]] == [("Бюджет громади", "city_budget")]
    assert [one["lines"] for one in funding["offices"]] == [
        [{"kind": "repair", "planned": 30_000_000, "spent": 1_250_050}]
    ]


async def fit_out(page: Page, network: Network) -> None:
    opens_about = (clock.today() + timedelta(days=30)).isoformat()
    await page.goto(PLACE)
    await send(page, "/fitting-out", opens_about=opens_about)
    told = await seen(network, OfficeChanged, of_office)
    assert told["state"]["status"] == "fitting_out"
    assert told["state"]["opens_about"] == opens_about


async def train_staff(page: Page, network: Network) -> None:
    """The coordinator of the demonstration is a worker of the whole network too: she is the one who is trained."""
    await page.goto("/people/training")
    course = {"name": "Основи участі", "name_en": "Basics of participation", "validity_months": "24"}
    await send(page, "/programmes", required=True, **course)
    await page.goto("/people/training")
    await page.get_by_role("link", name="Олена Демо").click()
    account = urlsplit(page.url).path.split("/")[2]
    await page.select_option("#programme_id", label=course["name"])
    await send(page, "/training")
    await expect(page.locator(".tag.good").first).to_be_visible()
    told = await seen(network, StaffTrained, lambda data: data["account_id"] == account)
    assert told["number"] == 1
    assert told["occurred_on"] == clock.today().isoformat()
    assert course["name"] not in json.dumps(told, ensure_ascii=False)


async def staff_office(page: Page, network: Network) -> None:
    """The hours and the rooms stand in the imported file: only what the office offers is missing after this."""
    await page.goto(PLACE)
    await send(page, "/staffing")
    [missing] = await page.locator("#readiness + ul li").filter(has_text="бракує").all_inner_texts()
    assert "послуг" in missing
    told = await seen(network, OfficeStaffed, of_office)
    assert told["state"]["status"] == "staffed"
    assert told["state"]["opened_on"] is None


async def offer_service(page: Page, network: Network) -> None:
    """The course that the concept provides for."""
    await page.goto("/services/new")
    described = {"description": "Щосереди ввечері.", "description_en": "Every Wednesday evening."}
    await send(page, "/services", name="Курси", name_en="Courses", area="general", **described)
    await page.goto(f"{PLACE}/services")
    await page.select_option("#service_id", label="Курси")
    await send(page, "/services")
    told = await seen(network, OfficeServicesChanged, of_office)
    [service] = told["state"]["services"]
    assert (service["name"], service["name_en"], service["area"]) == ("Курси", "Courses", "general")
    assert service["assured_on"] == clock.today().isoformat()


async def set_hours(page: Page, network: Network) -> None:
    await page.goto(f"{PLACE}/hours")
    await send(page, "/hours", monday="08:00–12:00, 13:00–17:00", saturday="")
    told = await seen(network, OfficeHoursChanged, of_office)
    monday = [one for one in told["state"]["hours"] if one["weekday"] == 1]
    assert [(one["opens"][:5], one["closes"][:5]) for one in monday] == [("08:00", "12:00"), ("13:00", "17:00")]
    assert {one["weekday"] for one in told["state"]["hours"]} == {1, 2, 3, 4, 5}


async def add_room(page: Page, network: Network) -> None:
    await page.goto(f"{PLACE}/rooms")
    await send(page, "/rooms", name="Майстерня", name_en="Workshop", capacity="12")
    told = await seen(network, OfficeRoomsChanged, of_office)
    [room] = [one for one in told["state"]["rooms"] if one["name"] == "Майстерня"]
    assert (room["name_en"], room["capacity"], room["retired"]) == ("Workshop", 12, False)


async def open_office(page: Page, network: Network) -> None:
    """Nothing is missing, so nobody has to write why it opens nevertheless."""
    await page.goto(PLACE)
    checklist = page.locator("#readiness + ul li")
    await expect(checklist).to_have_count(7)
    await expect(checklist.filter(has_text="бракує")).to_have_count(0)
    await picture(page, "year-ready")
    await confirm(page, PLACE, "opening", "/opening")
    told = await seen(network, OfficeOpened, of_office)
    assert told["occurred_on"] == told["state"]["opened_on"] == clock.today().isoformat()
    assert told["state"]["status"] == "open"
    await expect(page.locator("main")).not_to_contain_text("хоча дечого бракувало")


async def found_organisation(page: Page, network: Network) -> None:
    await page.goto("/cso/groups/new")
    office = await value_of(page.locator("#office_id option", has_text="Хуторах"))
    founders = "Олена Прикладенко, 067 123 45 67\nІван Прикладенко, ivan@example.com"
    group = {"idea": "Сад біля школи", "area": "environment", "office_id": office, "founders": founders}
    await send(page, "/cso/groups", consent=True, **group)
    here = urlsplit(page.url).path
    formed = await seen(network, InitiativeGroupFormed, lambda data: here.endswith(data["group_id"]))
    assert (formed["office_id"], formed["area"]) == (office, "environment")
    assert "Прикладенко" not in json.dumps(formed, ensure_ascii=False)
    for step in ("statute", "meeting", "application"):
        await confirm(page, here, step, f"/steps/{step}")
    await page.goto(here)
    await page.get_by_role("link", name="Зареєструвати організацію").first.click()
    registered_on = clock.today().isoformat()
    await send(page, "/cso", name="ГО «Сад Хуторів»", edrpou=EDRPOU, registered_on=registered_on)
    told = await seen(network, CSORegistered, lambda data: data["state"]["edrpou"] == EDRPOU)
    assert told["created_with_help"] is told["state"]["created_with_help"] is True
    assert (told["state"]["name"], told["state"]["office_id"]) == ("ГО «Сад Хуторів»", office)
    assert told["state"]["areas"] == ["environment"]


async def sign_memorandum(page: Page, network: Network) -> None:
    today = clock.today()
    days = {"signed_on": today.isoformat(), "valid_until": (today + timedelta(days=365)).isoformat()}
    await page.goto(f"/cso/{EDRPOU}/memoranda")
    await send(page, "/memoranda", number="7/2026", **days)
    told = await seen(network, MemorandumSigned, lambda data: data["state"]["edrpou"] == EDRPOU)
    assert told["state"]["memorandum"] == days
    assert told["renewal"] is False


async def award_grant(page: Page, network: Network) -> None:
    """By the API: its evaluators score by themselves, and the calls' days lie in the past, which no form lets in."""
    held = await hold_competition(network, EDRPOU)
    opened = await seen(network, GrantCallOpened, lambda data: data["state"]["slug"] == "summer-cinema")
    assert (opened["state"]["status"], opened["state"]["total"]) == ("open", 20_000_000)
    told = await seen(network, GrantAwarded, lambda data: data["state"]["edrpou"] == EDRPOU)
    assert (told["state"]["amount"], told["state"]["cso_name"]) == (4_850_050, "ГО «Сад Хуторів»")
    assert told["state"]["call_slug"] == "summer-cinema"
    await page.goto(held.award)
    await expect(page.locator("main")).to_contain_text("ГО «Сад Хуторів»")


def of_office(data: dict[str, Any]) -> bool:
    return bool(data["state"]["slug"] == OFFICE)


async def seen(network: Network, contract: type[Fact], wanted: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """What the newest fact of this contract that is wanted says, as soon as a client that is not ours can read it."""

    def newest() -> dict[str, Any] | None:
        told = [json.loads(one.value() or b"{}")["data"] for one in records(network.kafka, topic_of(contract).name)]
        return next(filter(wanted, reversed(told)), None)

    found = await eventually(lambda: asyncio.to_thread(newest))
    assert found
    return found


async def send(page: Page, action: str, **typed: Any) -> None:
    """Fills the form that goes to an address which ends so, and sends it; AssertionError if it is refused."""
    form = page.locator(f'main form[action$="{action}"]').first
    for name, value in typed.items():
        await type_in(form.locator(f'[name="{name}"]'), value)
    async with page.expect_navigation() as sent:
        await form.get_by_role("button").click()
    answered = await sent.value
    assert answered
    assert answered.ok, f"{action}: {await page.locator('main [role=alert]').all_inner_texts()}"


async def type_in(field: Locator, value: Any) -> None:
    if value is True:
        await field.check()
    elif await field.evaluate("one => one.tagName") == "SELECT":
        await field.select_option(value)
    else:
        await field.fill(value)


async def confirm(page: Page, path: str, act: str, action: str) -> None:
    """Asks for it on that page, and answers that it is meant so."""
    await page.goto(path)
    await page.locator(f'main a[href$="?confirm={act}#confirmation"]').first.click()
    await send(page, action)


async def value_of(option: Locator) -> str:
    return str(await option.first.get_attribute("value"))
