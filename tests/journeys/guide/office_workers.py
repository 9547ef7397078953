"""How office workers' tasks are walked: at a desk, and at the door with a telephone."""

from datetime import datetime, timedelta

from playwright.async_api import expect

from tests.journeys.guide import made
from tests.journeys.guide.hooks import agree, at, having, press, to
from tests.journeys.guide.made import PERSON, PHONE
from tests.journeys.guide.pictures import Shot
from tests.journeys.guide.scene import PASSWORD
from tests.journeys.guide.walker import Fill, Walk, Walker

WORKER, DOOR, NOBODY = "worker", "door", "nobody"


def moment(days: int, hour: int) -> Fill:
    return lambda walker: f"{walker.scene.moment(days, hour):%Y-%m-%dT%H:%M}"


def day(days: int) -> Fill:
    return lambda walker: f"{walker.scene.moment(days, 12):%Y-%m-%d}"


async def at_the_door(walker: Walker) -> str:
    """It is the time of the event."""
    guest = await made.door(walker.scene)
    starts_at = datetime.fromisoformat(guest["event"]["starts_at"])
    await played(walker, starts_at - timedelta(minutes=10))
    return "/today"


async def on_that_day(walker: Walker) -> str:
    """It is the morning of the appointment."""
    starts_at = datetime.fromisoformat(await made.appointment(walker.scene))
    await played(walker, starts_at - timedelta(minutes=30))
    return "/today"


async def played(walker: Walker, now: datetime) -> None:
    await walker.page.context.set_extra_http_headers({"liaison-played-at": now.isoformat()})


async def door_event(walker: Walker) -> None:
    """Of several events of the day, the one that has begun to be let in."""
    guest = await made.door(walker.scene)
    await walker.go(f"/events/{guest['event']['id']}/participants")


async def ticket(walker: Walker) -> None:
    guest = await made.door(walker.scene)
    await walker.page.fill("#code", guest["ticket"])


async def scanned(walker: Walker) -> None:
    await expect(walker.page.locator("[data-count=sent]")).to_have_text("1")


async def other_steps(walker: Walker) -> None:
    """The founders' meeting and the application."""
    for _ in range(2):
        await walker.page.get_by_role("link", name=walker.word("It is done…")).first.click()
        await walker.page.get_by_role("button", name=walker.word("This step is done")).click()


async def asked_phone(walker: Walker) -> None:
    guest = await made.door(walker.scene)
    await walker.page.fill("#contact", guest["phone"])


async def office(walker: Walker) -> str:
    return f"/offices/{walker.scene.office['slug']}"


TASKS = {
    "sign-in": Walk(
        NOBODY, having(made.over, "/"), fills={"email": lambda walker: walker.scene.worker, "password": PASSWORD}
    ),
    "log-a-consultation": Walk(
        WORKER,
        "/today",
        fills={
            "topic": "housing",
            "tool": "appeal",
            "outcome": "submitted",
            "question": "Під’їзд без світла",
            "follow_up_on": day(7),
        },
        then={"6.1": press("td a[href^='/consultations/']")},
    ),
    "ask-what-came-of-it": Walk(
        WORKER,
        having(made.due, "/today"),
        fills={"result": "Ліхтар поставлять у грудні."},
        then={"2.0": press("[aria-labelledby=due] td a")},
    ),
    "appointments": Walk(WORKER, on_that_day),
    "schedule-an-event": Walk(
        WORKER,
        "/today",
        fills={
            "title": made.TITLE,
            "description": "Крок за кроком: від ідеї до поданого проєкту.",
            "kind": "training",
            "room_id": 1,
            "starts_at": moment(7, 14),
            "ends_at": moment(7, 16),
            "set_up_minutes": 30,
        },
    ),
    "plan-a-series": Walk(
        WORKER,
        "/today",
        fills={
            "room_id": 1,
            "starts_at": moment(21, 14),
            "ends_at": moment(21, 15),
            "times": 4,
            "title": "Розмовний клуб",
            "description": "Щотижня, для всіх охочих.",
            "kind": "exchange",
        },
    ),
    "move-or-cancel": Walk(
        WORKER,
        at(made.moving, "/events/{0[id]}"),
        fills={"starts_at": moment(2, 12), "ends_at": moment(2, 14), "reason": "Ремонт у залі."},
        then={"3.0": to(at(made.moving, "/events/{0[id]}"))},
    ),
    "sign-somebody-up": Walk(
        WORKER,
        at(made.ahead, "/events/{0[id]}"),
        fills={"name": "Родина Сусіденків", "phone": "067 123 45 69", "party_size": 3},
        then={"3.0": agree},
    ),
    "check-in": Walk(
        DOOR,
        at_the_door,
        fills={"name": "Забудько", "people": 3, "sex": "female", "age_group": "35_59"},
        then={"1.2": door_event, "2.2": ticket, "2.3": scanned},
        looks=("Scan with the camera",),
        inside={"3.4": "#by-name ~ .cards"},
    ),
    "paper-sheet": Walk(
        WORKER,
        at(made.over, "/events/{0[id]}"),
        fills={"age": "1961", "sex": "female"},
        then={"2.0": to(at(made.over, "/events/{0[id]}/participants"))},
    ),
    "give-the-report": Walk(
        WORKER,
        having(made.over, "/today"),
        fills={"attendance": 14, "outcome": "Погоджено пропозицію щодо двох ранкових рейсів."},
    ),
    "notice": Walk(
        WORKER,
        office,
        fills={
            "text": "Завтра до 15:00 немає світла",
            "until": lambda walker: f"{walker.scene.ago(-1, 15):%Y-%m-%dT%H:%M}",
        },
    ),
    "answer-a-request": Walk(
        WORKER, having(made.request, "/today"), then={"1.2": press("main a[href^='/space/requests/']")}
    ),
    "found-an-organisation": Walk(
        WORKER,
        "/today",
        fills={
            "idea": "Сад біля школи",
            "area": "environment",
            "office_id": lambda walker: walker.scene.office["id"],
            "founders": f"{PERSON}, {PHONE}\nМарія Забудько, 067 123 45 60",
            "name": "ГО «Сад біля школи»",
            "edrpou": lambda walker: walker.scene.code(2),
            "registered_on": lambda walker: f"{walker.scene.ago(0, 12):%Y-%m-%d}",
        },
        then={"3.1": agree, "5.0": other_steps},
    ),
    "why-no-message": Walk(WORKER, having(made.door), then={"2.1": asked_phone}),
}


SHOTS = {
    "today": Shot("main", height=560, counts=False),
    "log-a-consultation": Shot(".sheet", width=600),
    "schedule-an-event": Shot(".sheet", height=700, width=600),
    "plan-a-series": Shot("main", height=560),
    "cancel-an-event": Shot("#confirmation", width=700),
    "check-in": Shot("main", height=760),
    "give-the-report": Shot(".sheet:has(#outcome)", height=480, width=700),
    "answer-a-request": Shot("main", height=760),
    "found-an-organisation": Shot(".timeline"),
}
