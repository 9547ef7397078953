"""What each task finds in the network, made when it is walked."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from liaison_kit import clock

from tests.journeys import consultations
from tests.journeys.grants import GRANTS
from tests.journeys.guide.scene import EVENTS, NEWS, REGISTRY, Scene

PERSON, PHONE, EMAIL = "Олена Прикладенко", "067 123 45 67", "olena@example.org"
TITLE = "Бюджет громадських ініціатив: від ідеї до заявки"


def once(name: str, make: Callable[[Scene], Awaitable[Any]]) -> Callable[[Scene], Awaitable[Any]]:
    """Made the first time, then the same: a task is walked twice where its pictures are taken anew."""

    async def made(scene: Scene) -> Any:
        if name not in scene.at:
            scene.at[name] = await make(scene)
        return scene.at[name]

    return made


async def event(scene: Scene, starts_at: datetime, title: str = TITLE, **more: Any) -> dict[str, Any]:
    """One in the office's first room, scheduled some days before it."""
    plan = {
        "title": title,
        "description": "Крок за кроком: хто може подати проєкт, як скласти кошторис і зібрати підписи.",
        "kind": "training",
        "tools": ["budget_of_public_initiatives"],
        "office_id": scene.office["id"],
        "room_id": scene.office["rooms"][0]["id"],
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
    }
    before = starts_at - timedelta(days=5) if starts_at < clock.now() else None
    made: dict[str, Any] = await scene.do(f"{EVENTS}/events", plan | more, before)
    return made


async def sign_up(scene: Scene, on: dict[str, Any], number: int, name: str = PERSON) -> dict[str, Any]:
    """A sign-up, its page and its ticket."""
    starts_at = datetime.fromisoformat(on["starts_at"])
    before = starts_at - timedelta(days=2) if starts_at < clock.now() else None
    phone = f"+38067123{'4' if scene.language == 'en' else '5'}{number:03d}"
    body = {"name": name, "phone": phone, "consent": True}
    made = await scene.do(f"{EVENTS}/events/{on['id']}/sign-ups", body, before)
    page = urlsplit(str(made["link"])).path
    shown = await scene.network.until(f"{EVENTS}{page}", lambda found: found)
    return {"page": page, "ticket": shown.get("ticket"), "phone": phone, "event": on}


async def _ahead(scene: Scene) -> Any:
    return await event(scene, scene.moment(0, 17))


async def _full(scene: Scene) -> Any:
    full = await event(scene, scene.moment(1, 17), "Електронна петиція: коли вона працює", capacity=1)
    await sign_up(scene, full, 1)
    return full


async def _signed_up(scene: Scene) -> Any:
    return await sign_up(scene, await ahead(scene), 2)


async def _mistyped(scene: Scene) -> Any:
    return await sign_up(scene, await ahead(scene), 3)


async def _leaving(scene: Scene) -> Any:
    return await sign_up(scene, await ahead(scene), 4)


async def _attended(scene: Scene) -> Any:
    held = await event(scene, scene.ago(2, 10), "Як написати звернення, на яке дадуть відповідь")
    came = await sign_up(scene, held, 5)
    report = {"attendance": 12, "outcome": "Складено чотири звернення."}
    await scene.do(f"{EVENTS}/events/{held['id']}/report", report)
    return came


async def _over(scene: Scene) -> Any:
    return await event(scene, scene.ago(1, 10), "Обговорення: яким бути маршруту автобуса")


async def _moving(scene: Scene) -> Any:
    planned = await event(scene, scene.moment(2, 10), "Знайомство з офісом: чим він корисний мешканцям")
    await sign_up(scene, planned, 6)
    return planned


async def _door(scene: Scene) -> Any:
    """An event with two guests, one of whom has lost the ticket."""
    today = await event(scene, scene.moment(3, 11), "Громадські слухання щодо благоустрою центру села")
    guest = await sign_up(scene, today, 7)
    await sign_up(scene, today, 8, "Марія Забудько")
    return guest


async def _appointment(scene: Scene) -> Any:
    await consultations.book_appointment(scene.network, scene.office)
    api = f"{EVENTS}/appointments/offices/{scene.office['slug']}"
    free = await scene.network.until(api, lambda found: found["days"])
    return free["days"][0]["times"][0]


async def _due(scene: Scene) -> Any:
    said = {"topic": "roads", "tool": "appeal", "outcome": "submitted", "question": "Темна зупинка"}
    more = {"office_id": scene.office["id"], "follow_up_on": f"{scene.ago(1, 10):%Y-%m-%d}"}
    return await scene.do(f"{EVENTS}/consultations", said | more, scene.ago(8, 12))


async def _request(scene: Scene) -> Any:
    starts_at = scene.moment(6, 12)
    body = {
        "room_id": scene.office["rooms"][0]["id"],
        "title": "Репетиція хору",
        "description": "Співаємо щотижня, потрібні лише стільці.",
        "people": 12,
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
        "name": PERSON,
        "phone": PHONE,
        "consent": True,
    }
    return await scene.do(f"{EVENTS}/space/requests", body)


async def subscriber(scene: Scene, email: str) -> str:
    """The own page of somebody who follows news."""
    wish = {"contact": email, "consent": True, "bulletins": True, "language": scene.language}
    await scene.network.done(f"{NEWS}/news/requests", staff=False, json=wish)
    link = await scene.mailed(email, r"(/news/confirmations/[\w-]+)")
    return urlsplit(str((await scene.network.done(f"{NEWS}{link}", staff=False))["link"])).path


async def _reader(scene: Scene) -> Any:
    return await subscriber(scene, f"reader-{scene.language}@example.org")


async def _erased(scene: Scene) -> Any:
    return await subscriber(scene, f"erased-{scene.language}@example.org")


async def _follower(scene: Scene) -> Any:
    return await subscriber(scene, f"follower-{scene.language}@example.org")


async def _organisation(scene: Scene) -> Any:
    """Its code; an organisation of the office's district."""
    name = "ГО «Криниця Хуторів»" if scene.language == "en" else "ГО «Подільський сад»"
    body = {"edrpou": scene.code(1), "name": name, "registered_on": "2022-04-01"}
    await scene.do(f"{REGISTRY}/cso", body | {"backdating_reason": "Вже була", "office_id": scene.office["id"]})
    return scene.code(1)


async def call(scene: Scene, slug: str, opens_at: datetime, closes_at: datetime) -> str:
    """A call for grant applications, open; what it is called."""
    terms = {
        "slug": f"{slug}-{scene.language}",
        "title": "Громада онлайн" if slug == "online" else "Літо у дворах",
        "title_en": "Community online" if slug == "online" else "Summer in the yards",
        "description": "Гранти для невеликих проєктів, які зроблять життя в округах кращим.",
        "description_en": "Grants for small projects that make life in the districts better.",
        "who_may": "Громадські організації громади, які діють щонайменше пів року.",
        "who_may_en": "Organisations of the community that have worked for half a year.",
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
    drafted = await scene.do(GRANTS, terms, opens_at - timedelta(days=1))
    await scene.do(f"{GRANTS}/{drafted['id']}/opening", {}, opens_at)
    scene.at[f"call-{slug}"] = drafted["id"]
    return str(terms["slug"])


async def _open_call(scene: Scene) -> Any:
    await organisation(scene)
    return await call(scene, "online", clock.now() - timedelta(hours=1), clock.now() + timedelta(days=20))


async def _judged(scene: Scene) -> Any:
    """A call that has closed with one application."""
    code, now = await organisation(scene), clock.now()
    slug = await call(scene, "yards", now - timedelta(days=3), now - timedelta(days=1))
    body = {
        "edrpou": code,
        "title": "Кіно просто неба",
        "summary": "Шість показів улітку для дітей і дорослих у трьох селах.",
        "budget": [{"what": "Проєктор", "amount": "32 000"}, {"what": "Екран і кабелі", "amount": "16 500"}],
        "contact_name": PERSON,
        "contact_phone": PHONE,
        "consent": True,
    }
    await scene.do(f"{GRANTS}/{scene.at['call-yards']}/applications", body, now - timedelta(days=2))
    await scene.network.until(f"{GRANTS}/{slug}", lambda found: found["call"]["status"] == "closed")
    return slug


async def _bulletin(scene: Scene) -> Any:
    """Written by somebody else."""
    title = "Офіс переїжджає"
    said = {"title": title, "text": f"{title}.\n\nПодробиці – на сайті.", "sms": f"{title}: подробиці на сайті."}
    return f"/messages/bulletins/{(await scene.do(f'{NEWS}/messages/bulletins', said))['id']}"


ahead, full, over, moving = once("ahead", _ahead), once("full", _full), once("over", _over), once("moving", _moving)
signed_up, mistyped, leaving = once("signed up", _signed_up), once("mistyped", _mistyped), once("leaving", _leaving)
attended, door, appointment = once("attended", _attended), once("door", _door), once("appointment", _appointment)
due, request, organisation = once("due", _due), once("request", _request), once("organisation", _organisation)
reader, erased, follower = once("reader", _reader), once("erased", _erased), once("follower", _follower)
open_call, judged, bulletin = once("open call", _open_call), once("judged", _judged), once("bulletin", _bulletin)
