"""What a network has of needs studies and services: one study that is open, one that led to a concept, one service."""

from datetime import timedelta
from typing import Any

from liaison_kit import clock

from tests.journeys.network import Network

API = "/api/registry/v1"
QUESTION = {
    "kind": "single",
    "text": "Чого вам бракує?",
    "text_en": "What do you miss?",
    "choices": "Курси | Courses\nПоради щодо звернень | Help with appeals",
    "required": True,
}
SERVICE = {
    "name": "Допомога зі зверненням",
    "name_en": "Help with an appeal",
    "description": "Разом напишемо й подамо.",
    "description_en": "We write and file it together.",
    "area": "appeal",
}
ANSWERS = 12


async def made(network: Network, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await network.command(f"{API}{path}", json=body)
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def open_study(network: Network, slug: str, title: str) -> dict[str, Any]:
    """A study of all districts with one question, open for a week."""
    days = {"opens_on": clock.today().isoformat(), "closes_on": (clock.today() + timedelta(days=7)).isoformat()}
    study = await made(network, "/surveys", {"slug": slug, "title": title, "title_en": "What you need"} | days)
    await made(network, f"/surveys/studies/{study['id']}/questions", QUESTION)
    return await made(network, f"/surveys/studies/{study['id']}/opening", {})


async def drafted_study(network: Network) -> dict[str, Any]:
    """A draft with one question, for those who are given a code."""
    days = {"opens_on": clock.today().isoformat(), "closes_on": (clock.today() + timedelta(days=7)).isoformat()}
    words = {"slug": "potreby-chernetka", "title": "Потреби, чернетка", "title_en": "Needs, a draft", "by_code": True}
    study = await made(network, "/surveys", words | days)
    await made(network, f"/surveys/studies/{study['id']}/questions", QUESTION)
    return study


async def study_that_led_to_a_concept(network: Network) -> dict[str, Any]:
    """Answered on paper in one district, closed, published, and a concept adopted from it."""
    study = await open_study(network, "potreby-2022", "Потреби мешканців")
    district = study["district_ids"][0] if "district_ids" in study else await a_district(network)
    for number in range(1, ANSWERS + 1):
        said = {"paper_number": number, "district_id": district, "q1": "c1" if number % 3 else "c2"}
        await made(network, f"/surveys/studies/{study['id']}/paper-answers", said)
    await made(network, f"/surveys/studies/{study['id']}/closing", {})
    await made(network, f"/surveys/studies/{study['id']}/publication", {})
    concept = {"services": [f"q1 c1 {district}"], "document": "https://city.example/concept.pdf"}
    return await made(
        network, f"/surveys/studies/{study['id']}/concept", concept | {"adopted_on": clock.today().isoformat()}
    )


async def a_district(network: Network) -> str:
    found = (await network.http.get(f"{API}/districts")).raise_for_status().json()
    return str(found["districts"][0]["district"]["id"])


async def offer_service(network: Network, office: dict[str, Any]) -> dict[str, Any]:
    service = await made(network, "/services", SERVICE)
    return await made(network, f"/offices/{office['id']}/services", {"service_id": service["id"]})
