"""All pages of all services, found by following links in a network that has something on each."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from confluent_kafka import Producer
from liaison_contracts.catalog import topic_of
from liaison_contracts.identity import StaffState
from liaison_contracts.notifications import SealingKeyState
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.running.health import Health
from liaison_kit.service import build_app
from playwright.async_api import Browser, Page
from starlette.routing import compile_path

from tests.audiences import SERVICES, Route, routes, service_named
from tests.journeys import network as steps
from tests.journeys.browser import sign_in, visitor
from tests.journeys.consultations import book_appointment, log_consultation
from tests.journeys.grants import hold_competition
from tests.journeys.needs import drafted_study, offer_service, open_study, study_that_led_to_a_concept
from tests.journeys.network import Network, Resident
from tests.journeys.programme import plan_programme
from tests.journeys.space import ask_for_space
from tests.journeys.system import System

NO_PAGES = {
    "/audit.csv": "a file",
    "/cso.csv": "a file",
    "/data/events.csv": "a file",
    "/data/reports/{name}.{form}": "a file",
    "/data/datapackage.json": "a file",
    "/data/package.zip": "a file",
    "/data/catalog.jsonld": "a file",
    "/data/sets/{dataset}.csv": "a file",
    "/data/sets/{dataset}/passport.csv": "a file",
    "/data/sets/{dataset}/structure.csv": "a file",
    "/events/calendar.ics": "a file",
    "/help/pictures/{language}/{picture_name}.webp": "a picture",
    "/events/{event_id}/calendar.ics": "a file",
    "/grants/{slug}/awards.csv": "a file",
    "/subscribe/asyncapi.json": "a file",
    "/subscribe/facts/{contract}.json": "a file",
    "/subscribe/records/{contract}.json": "a file",
    "/subscribe/schemas/{contract}.json": "a file",
    "/programme/spendings.csv": "a file",
    "/programme/population.csv": "a file",
    "/programme/population/template.csv": "a file",
    "/programme/baseline.csv": "a file",
    "/programme/baseline/template.csv": "a file",
    "/network/imports/{report_id}/rows.csv": "a file",
    "/surveys/{slug}/results.csv": "a file",
    "/offices/{slug}/photos/{photo_id}": "a picture",
    "/programme/evidence/{file_id}": "a file",
    "/n/{token}/data.json": "a file",
    "/messages/templates/{purpose}/{language}/{channel}/versions/{number}/mail": "a mail, in a layout of its own",
    "/sign-in/renewal": "a picture that renews a sign-in",
    "/sign-in/city": "only with an issuer; the registry's tests ask a real one",
    "/sign-in/city/return": "only with an issuer",
    "/sign-in/city/no-role": "only with an issuer",
}


def pages_of(name: str) -> dict[str, Route]:
    """The service's pages by the form of their address."""
    service = service_named(name)
    settings = service.settings.model_construct(url="http://localhost", topic_prefix="", demo=True)
    app = build_app(service, settings, Database("postgresql://nowhere/none"), Health())
    found = {one.path: one for one in routes(app) if one.method == "GET" and not one.path.startswith("/api/")}
    # What every service has at one address is reached through the address that names the service.
    common = {path for path in found if f"{path}/{name}" in found}
    return {path: one for path, one in found.items() if path not in NO_PAGES.keys() | common}


PAGES = {path: (name, route) for name in SERVICES for path, route in pages_of(name).items()}
PUBLIC = [path for path, (_, route) in PAGES.items() if route.audience.anybody]


def form_of(path: str) -> str | None:
    """Which page an address is of: one without parameters before one with them."""
    by_parameters = sorted(PAGES, key=lambda form: form.count("{"))
    return next((form for form in by_parameters if compile_path(form)[0].match(path)), None)


class Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self, base: str, html: str) -> None:
        super().__init__()
        self.base, self.found = base, set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (to := dict(attrs).get("href")):
            self.found.add(urlsplit(urljoin(self.base, to))._replace(query="", fragment="").geturl())


@dataclass
class Site:
    """A network with something in it, and two who look at it: a resident and somebody with most roles."""

    system: System
    network: Network
    resident: Page
    staff: Page
    at: dict[str, str] = field(default_factory=dict)
    """An address of each page, by its form."""

    def who(self, form: str) -> list[Page]:
        return [self.resident, self.staff] if PAGES[form][1].audience.anybody else [self.staff]

    async def walk(self, page: Page, *first: str) -> None:
        """Follows links from these addresses, until each page was seen once."""
        todo, seen = list(first), set[str]()
        while todo:
            path = todo.pop(0)
            form = form_of(path)
            if path in seen or form is None or (form in self.at and form in seen):
                continue
            seen |= {path, form}
            answer = await page.context.request.get(path)
            if answer.status == 200:
                self.at.setdefault(form, path)
                links = Links(answer.url, await answer.text()).found
                todo += sorted(urlsplit(one).path for one in links if one.startswith(self.network.url))

    async def like(self, form: str) -> list[str]:
        """Every address of this form to which its list leads."""
        answer = await self.staff.context.request.get(form.rpartition("/{")[0])
        links = Links(answer.url, await answer.text()).found
        return [path for path in sorted(urlsplit(one).path for one in links) if form_of(path) == form]


async def filled(system: System, browser: Browser) -> Site:
    """A network with something on every page."""
    network, resident = system.network, Resident()
    await steps.import_network(network)
    office = await steps.open_office(network)
    await steps.put_up_notice(network, office)
    await steps.register_cso(network)
    await steps.form_group(network, office)
    held = await steps.schedule_event(network, office, steps.next_evening())
    await steps.hold_event(network, held, await steps.sign_up(network, held, resident))
    site = Site(system, network, await visitor(browser, network), await visitor(browser, network))
    await sign_in(site.staff)
    coming = await steps.schedule_event(network, office, steps.next_evening() + steps.timedelta(days=1))
    site.at["/events/series/preview"] = await steps.schedule_series(network, office)
    site.at["/sign-ups/{token}"] = await signed_up(site.resident, f"/events/{coming['id']}")
    site.at["/sign-ups/{token}/feedback"] = f"{site.at['/sign-ups/{token}']}/feedback"
    # The way there is open from two hours before the start.
    site.at["/events/{event_id}/check-in"] = f"/events/{coming['id']}/check-in"
    site.at["/events/{event_id}/feedback/thanks"] = f"/events/{held['id']}/feedback/thanks"
    site.at["/sign-in/links/{secret}"] = await link_by_mail(site)
    site.at["/messages/explanations/{explanation_id}"] = await explained(site.staff)
    site.at["/messages/suppressions/{suppression_id}"] = await suppressed(site.staff)
    site.at["/messages/systems/{system_id}"] = system_page = await system_added(network)
    site.at["/messages/systems/{system_id}/settings"] = f"{system_page}/settings"
    site.at |= await subscribed(site)
    site.at["/messages/bulletins/{bulletin_id}"] = await bulletin(site)
    template = "/messages/templates/confirmation/en/sms"
    await worded_anew(network, template)
    form = "/messages/templates/{purpose}/{language}/{channel}"
    site.at |= {form: template, f"{form}/form": f"{template}/form"}
    site.at[f"{form}/versions/{{number}}"] = f"{template}/versions/2"
    grants = await hold_competition(network)
    site.at["/grants/mine/{token}"] = grants.own
    site.at["/grants/applications/{application_id}"] = grants.application
    site.at["/grants/awards/{award_id}"] = grants.award
    await offer_service(network, office)
    await open_study(network, "potreby", "Чого ви потребуєте")
    await study_that_led_to_a_concept(network)
    draft = f"/surveys/studies/{(await drafted_study(network))['id']}"
    site.at["/surveys/studies/{study_id}/questions/{question}"] = f"{draft}/questions/q1"
    for part in ("details", "preview", "codes"):
        site.at[f"/surveys/studies/{{study_id}}/{part}"] = f"{draft}/{part}"
    site.at["/surveys/{slug}"], site.at["/surveys/{slug}/thanks"] = "/surveys/potreby", "/surveys/potreby/thanks"
    site.at["/network/imports/{report_id}"] = await imported(site.staff)
    await plan_programme(network)
    basics = {"name": "Основи", "name_en": "Basics", "validity_months": 24, "required": True}
    added = await network.command("/api/registry/v1/people/training/programmes", json=basics)
    assert added.status_code in {201, 409}, added.text
    for _ in range(5):  # fewer are not shown in the office's results
        await log_consultation(network, office)
    site.at["/appointments/mine/{token}"] = await book_appointment(network, office)
    site.at["/space/mine/{token}"] = await ask_for_space(
        network, office, steps.next_evening() + steps.timedelta(days=3)
    )
    await steps.right_scorecard(network, office["slug"])
    site.at["/results/periods/{period}"] = await locked_year(network)
    site.at["/webhooks/{webhook_id}"] = await webhook_added(network)
    await undeliverable(network)
    await site.walk(site.resident, "/")
    # The bulletin that can still be changed comes first: the other is on its way, and one of each form is looked at.
    await site.walk(site.staff, site.at["/messages/bulletins/{bulletin_id}"], "/today")
    return site


async def signed_up(page: Page, event: str) -> str:
    """The address of a sign-up made on the event's page."""
    await page.goto(event)
    await page.fill("#name", "Одарка Сторінкова")
    await page.fill("#phone", "067 123 45 77")
    await page.check("#consent")
    await page.click("main form button")
    return urlsplit(page.url).path


async def explained(page: Page) -> str:
    """The address of what became of the messages to whoever signed up."""
    await page.goto("/messages")
    await page.click("main details:has(#contact) summary")
    await page.fill("#contact", "067 123 45 77")
    await page.click("main form:has(#contact) button")
    return urlsplit(page.url).path


async def worded_anew(network: Network, template: str) -> None:
    """A version of a template in use, and a draft with a typographic quote in it."""
    api = f"/api/notifications/v1{template}"
    said = "{{ event.title }}, {{ short_day(event.starts_at) }}, {{ time(event.starts_at) }}, {{ event.office_name }}"
    for beginning in ("See you", "It’s on"):
        kept = await network.command(
            f"{api}/draft", json={"text": f"{beginning}: {said}. Cancel: {{{{ contact.link }}}}"}
        )
        assert kept.status_code == 201, kept.text
        if beginning == "See you":
            assert (await network.command(f"{api}/versions/1/publication")).status_code in {201, 409}


async def locked_year(network: Network) -> str:
    """The page of the year before this one, with its results approved."""
    year = f"{clock.today().year - 1}"
    locked = await network.command("/api/reporting/v1/results/periods", json={"period": year})
    assert locked.status_code in {201, 409}, locked.text
    return f"/results/periods/{year}"


async def suppressed(page: Page) -> str:
    """The address of what is said against writing to somebody."""
    await page.goto("/messages/suppressions/new")
    await page.fill("#contact", "067 123 45 78")
    await page.fill("#note", "Попросили в офісі")
    await page.click("main form:has(#contact) button")
    return urlsplit(page.url).path


async def webhook_added(network: Network) -> str:
    """The page of a webhook with a log: its address leads inside, so that a test of it fails."""
    api = "/api/reporting/v1/webhooks"
    said = {"name": "Реєстр міста", "url": "https://127.0.0.1:9/hook", "types": ["EventHeld", "OfficeState"]}
    added = await network.command(api, json=said)
    assert added.status_code == 201, added.text
    webhook = added.json()["id"]
    assert (await network.command(f"{api}/{webhook}/tests")).status_code == 202
    return f"/webhooks/{webhook}"


async def system_added(network: Network) -> str:
    """The page of another system that may have messages sent."""
    system = {"name": "water-utility", "title": "Вінницяоблводоканал", "title_en": "Vinnytsia Water"}
    quota = {"parts_an_hour": 500, "parts_a_day": 4000, "purposes": ["outage", "payment"], "may_be_urgent": True}
    added = await network.command("/api/notifications/v1/messages/systems", json=system | quota)
    assert added.status_code == 201, added.text
    return str(added.headers["location"])


async def subscribed(site: Site) -> dict[str, str]:
    """Pages of somebody who follows news, and of somebody who is still to confirm it."""

    async def asked(email: str, form: str) -> str:
        await site.resident.goto("/news")
        await site.resident.fill("#contact", email)
        await site.resident.check("#consent")
        await site.resident.click("main form button")

        def link(found: list[dict]) -> list[str]:
            return re.findall(form, json.dumps([mail for mail in found if email in json.dumps(mail)]))

        return link(await site.network.until("/api/mails", link, sink=True))[-1]

    found = {"/news/confirmations/{token}": await asked("chytachka@example.org", r"(/news/confirmations/[\w-]+)")}
    found["/news/requests/{opt_in_id}"] = urlsplit(site.resident.url).path
    await site.resident.goto(await asked("chytach@example.org", r"(/news/confirmations/[\w-]+)"))
    await site.resident.click("main form button")
    found["/n/{token}"] = urlsplit(site.resident.url).path
    return found | {"/n/{token}/unsubscribe": f"{found['/n/{token}']}/unsubscribe"}


async def bulletin(site: Site) -> str:
    """The address of a bulletin that waits for an approval, beside one that people have."""
    found = []
    for title in ("Офіс переїжджає", "Як подати проєкт до бюджету громадських ініціатив"):
        said = {"title": title, "text": f"{title}.\n\nПодробиці – на сайті.", "sms": f"{title}: подробиці на сайті."}
        written = await site.network.command("/api/notifications/v1/messages/bulletins", json=said)
        assert written.status_code == 201, written.text
        found.append(f"/messages/bulletins/{written.json()['id']}")
    await site.staff.goto(f"{found[0]}?confirm=approval")
    await site.staff.click("#confirmation form button")
    return found[1]


async def link_by_mail(site: Site) -> str:
    """The address in the letter to somebody who forgot a password."""
    await site.resident.goto("/sign-in/forgotten")
    await site.resident.fill("#email", "worker@demo.example")
    await site.resident.click("main form button")

    def link(found: list[dict]) -> list[str]:
        return re.findall(r"(/sign-in/links/[\w-]+)", json.dumps(found))

    return link(await site.network.until("/api/mails", link, sink=True))[-1]


async def imported(page: Page) -> str:
    """The address of an import's report."""
    await page.goto("/network")
    await page.set_input_files("main input[type=file]", steps.DEMO / "vinnytsia.yaml")
    await page.click("main form button")
    return urlsplit(page.url).path


async def undeliverable(network: Network) -> None:
    """A dead letter for each service: a record that is no fact, under a key that nothing else has."""
    producer = Producer({"bootstrap.servers": network.kafka})
    for contract in (StaffState, SealingKeyState):
        producer.produce(topic_of(contract).name, b"{", key=str(new_id()).encode())
    assert producer.flush(20) == 0
    for service in SERVICES:
        await network.until(f"/api/{service}/v1/dead-letters", lambda found: found["items"], staff=True)
