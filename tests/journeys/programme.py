"""What a network has of its programme: figures of a district, a target, a risk with a history, and two lessons."""

from datetime import timedelta

from liaison_kit import clock

from tests.journeys.network import Network

API = "/api/registry/v1/programme"
DISTRICT = "UA05020030020063505"
AGES = ("0-17", "18-34", "35-59", "60+")


async def plan_programme(network: Network) -> None:
    """For pages to show; again, and it is the same."""
    people = [
        f"{DISTRICT},2021,{sex},{age},{400 + len(age)},Держстат,2021-02-01"
        for sex in ("female", "male")
        for age in AGES
    ]
    await _imported(network, "population", "district,year,sex,age_group,people,source,as_of", people)
    months = [f"{DISTRICT},2021-{n:02},events,{n % 3},Звіти старости,2022-01-20" for n in range(1, 13)]
    await _imported(network, "baseline", "district,month,kind,number,source,as_of", months)
    target = {"key": "staff_trained", "title": "Навчено працівників", "title_en": "Workers trained", "goal": 6}
    assert (await network.command(f"{API}/targets", json=target)).status_code in {201, 409}
    await _risk(network)
    lesson = {"learned_on": "2021-11-18", "kind": "advice", "institution": "OGP Local", "milestone": 3}
    said = {
        "topic": "Як рахувати залученість",
        "outcome": "Рахувати відвідування.",
        "link": "https://city.example/notes",
    }
    await network.done(f"{API}/lessons", json=lesson | said)
    studied = {"kind": "experience", "institution": "Місто-партнер", "milestone": 1, "topic": "Офіси в селах"}
    await network.done(f"{API}/lessons", json=lesson | said | studied)


async def _risk(network: Network) -> None:
    words = {"title": "Ремонт не встигнуть закінчити", "cause": "Підрядник зайнятий", "response": "Щотижнева перевірка"}
    watched = {"owner_role": "coordinator", "review_by": (clock.today() + timedelta(days=30)).isoformat()}
    risk = words | watched | {"probability": 2, "impact": 2}
    added = await network.done(f"{API}/risks", json=risk)
    await network.done(f"{API}/risks/{added['id']}", json=risk | {"probability": 3})


async def _imported(network: Network, what: str, header: str, rows: list[str]) -> None:
    content = "\n".join([header, *rows]).encode()
    await network.done(f"{API}/{what}", content=content, headers={"content-type": "text/csv"})
