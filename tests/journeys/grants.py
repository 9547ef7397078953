"""A grant competition in a running network: one call that takes applications, and one that is decided."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from liaison_kit import clock

from tests.journeys.network import Network

GRANTS = "/api/registry/v1/grants"


@dataclass(frozen=True)
class Grants:
    """Addresses of pages: the applicant's own, the staff's of that application, and of the grant it received."""

    own: str
    application: str
    award: str


async def hold_competition(network: Network, edrpou: str = "41234506") -> Grants:
    """The decided one was played some days ago: it closes by itself as soon as the network notices."""
    now = clock.now()
    open_now = await _call(
        network, "hromada-online", "Громада онлайн", now - timedelta(hours=1), now + timedelta(days=20)
    )
    await network.done(f"{GRANTS}/{open_now}/opening", json={})
    await network.done(f"{GRANTS}/{open_now}/applications", json=_application("Сайт громади", edrpou))
    past = {"liaison-played-at": (now - timedelta(days=2)).isoformat()}
    decided = await _call(network, "summer-cinema", "Літо у дворах", now - timedelta(days=3), now - timedelta(days=1))
    await network.done(f"{GRANTS}/{decided}/opening", json={}, headers=past)
    sent = await network.done(
        f"{GRANTS}/{decided}/applications", json=_application("Кіно просто неба", edrpou), headers=past
    )
    await network.until(f"{GRANTS}/summer-cinema", lambda found: found["call"]["status"] == "closed")
    application = f"{GRANTS}/applications/{sent['application_id']}"
    await network.done(f"{application}/eligibility", json={"eligible": True})
    await network.done(f"{application}/scores", json={"points": [9, 7]})
    await network.done(f"{GRANTS}/{decided}/ranking", json={})
    award = {"application_id": sent["application_id"], "amount": "48 500,50"}
    await network.done(f"{GRANTS}/{decided}/proposal", json={"awards": [award]})
    await network.done(f"{GRANTS}/{decided}/decision", json={})
    shown = await network.until(f"{GRANTS}/summer-cinema", lambda found: found["awards"])
    grant = shown["awards"][0]["id"]
    due = (clock.today() + timedelta(days=90)).isoformat()
    await network.done(f"{GRANTS}/awards/{grant}/agreement", json={"number": "12/2026", "report_due_on": due})
    await network.done(f"{GRANTS}/awards/{grant}/transfers", json={"amount": "20 000"})
    own, page = urlsplit(sent["link"]).path, application.removeprefix("/api/registry/v1")
    return Grants(own=own, application=page, award=f"/grants/awards/{grant}")


async def _call(network: Network, slug: str, title: str, opens_at: Any, closes_at: Any) -> str:
    terms = {
        "slug": slug,
        "title": title,
        "title_en": {"hromada-online": "Community online", "summer-cinema": "Summer in the yards"}[slug],
        "description": "Гранти для невеликих проєктів, які зроблять життя в округах кращим.\nПроєкт триває до року.",
        "who_may": "Громадські організації громади, які діють щонайменше пів року.",
        "total": "200 000",
        "largest": "60 000",
        "criteria": [
            {"name": "Користь для мешканців", "name_en": "Use for residents", "weight": 2},
            {"name": "Обґрунтований бюджет", "name_en": "Sound budget", "weight": 1},
        ],
        "evaluators_needed": 1,
        "opens_at": opens_at.isoformat(),
        "closes_at": closes_at.isoformat(),
    }
    past = {"liaison-played-at": (opens_at - timedelta(days=1)).isoformat()}
    call = await network.done(GRANTS, json=terms, headers=past)
    return str(call["id"])


def _application(title: str, edrpou: str) -> dict[str, Any]:
    return {
        "edrpou": edrpou,
        "title": title,
        "summary": "Шість показів улітку для дітей і дорослих у трьох селах.\nОбладнання залишиться в громаді.",
        "budget": [{"what": "Проєктор", "amount": "32 000"}, {"what": "Екран і кабелі", "amount": "16 500,50"}],
        "contact_name": "Оксана Грантова",
        "contact_phone": "067 123 45 78",
        "consent": True,
    }
