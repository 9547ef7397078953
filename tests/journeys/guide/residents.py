"""How residents' tasks are walked, on a telephone."""

from tests.journeys.guide import made
from tests.journeys.guide.hooks import agree, at, follow, having, mark, rows, to
from tests.journeys.guide.made import EMAIL, PERSON, PHONE
from tests.journeys.guide.pictures import Shot
from tests.journeys.guide.scene import Scene
from tests.journeys.guide.walker import Fill, Walk, Walker

RESIDENT = "resident"
WHO: dict[str, Fill] = {"name": PERSON, "phone": PHONE}
PAST = "/results?as_of=2023-12-01"
"""Of the played year, so that numbers stay as they are while the guide is walked."""


async def press_event(walker: Walker) -> None:
    event = await made.ahead(walker.scene)
    await walker.page.locator(f"main a[href='/events/{event['id']}']").first.click()


async def choose_time(walker: Walker) -> None:
    await walker.page.select_option("#starts_at", index=1)


async def open_mail(walker: Walker) -> None:
    await walker.go(await walker.scene.mailed(news_of(walker.scene), r"(/news/confirmations/[\w-]+)"))


def news_of(scene: Scene) -> str:
    return f"news-{scene.language}@example.org"


def slug(walker: Walker) -> str:
    return str(walker.scene.office["slug"])


TASKS = {
    "find-an-office": Walk(
        RESIDENT,
        fills={"district": lambda walker: str(walker.scene.office["district_id"]), "open_now": None},
        then={"3.0": follow(lambda walker: f"/offices/{slug(walker)}")},
    ),
    "sign-up": Walk(RESIDENT, having(made.ahead, "/"), fills=WHO, then={"1.1": press_event, "4.0": agree}),
    "wait-for-a-place": Walk(RESIDENT, at(made.full, "/events/{0[id]}"), fills=WHO, then={"2.0": agree}),
    "cancel-a-sign-up": Walk(RESIDENT, at(made.signed_up, "{0[page]}")),
    "correct-a-contact": Walk(RESIDENT, at(made.mistyped, "{0[page]}"), fills={"phone": "067 123 45 68"}),
    "book-an-appointment": Walk(
        RESIDENT,
        having(made.appointment, "/"),
        fills={"topic": "housing"} | WHO,
        then={
            "1.1": follow(lambda walker: f"/appointments/offices/{slug(walker)}"),
            "2.0": choose_time,
            "4.0": agree,
        },
    ),
    "ask-for-a-room": Walk(
        RESIDENT,
        fills={
            "office": slug,
            "day": lambda walker: f"{walker.scene.moment(14, 9):%Y-%m-%d}",
            "title": "Вечір настільних ігор",
            "description": "Граємо разом, усі охочі.",
            "people": 20,
        }
        | WHO,
        then={"6.2": agree},
    ),
    "news": Walk(
        RESIDENT,
        fills={"contact": lambda walker: news_of(walker.scene)},
        then={"5.0": agree, "6.0": open_mail},
    ),
    "stop-messages": Walk(RESIDENT, at(made.reader), then={"4.0": to(at(made.reader))}),
    "delete-my-data": Walk(RESIDENT, at(made.leaving, "{0[page]}"), then={"3.0": to(at(made.erased))}),
    "feedback": Walk(
        RESIDENT,
        at(made.attended, "{0[page]}"),
        fills={"comment": "Хочемо ще."},
        then={"2.1": mark("rating", "5"), "2.2": mark("understood", "4")},
    ),
    "calendar": Walk(RESIDENT, fills={"office": slug}),
    "apply-for-a-grant": Walk(
        RESIDENT,
        having(made.open_call, "/"),
        fills={
            "edrpou": lambda walker: walker.scene.code(1),
            "title": "Сайт громади",
            "summary": "Усі новини округу в одному місці.",
            "contact_name": PERSON,
            "contact_phone": PHONE,
            "contact_email": EMAIL,
        },
        then={
            "2.0": follow(lambda walker: f"/grants/online-{walker.language}"),
            "4.4": rows(budget_what=["Хостинг"], budget_amounts=["12 000"]),
            "5.3": agree,
        },
    ),
    "results": Walk(RESIDENT, then={"1.1": to(PAST), "3.0": to("/results")}),
}
SHOTS = {
    "find-an-office": Shot(height=480),
    "sign-up": Shot(".sheet", height=820),
    "ticket": Shot("main h2:has(+ p + figure)", until="figure.ticket"),
    "book-an-appointment": Shot(".sheet", height=480),
    "ask-for-a-room": Shot("main"),
    "news": Shot("main"),
    "results-on-a-phone": Shot("main .cards"),
}
