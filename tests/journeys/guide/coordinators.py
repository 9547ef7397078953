"""How coordinators' and administrators' tasks are walked."""

from tests.journeys.guide import made
from tests.journeys.guide.hooks import at, follow, having, mark, press, rows, to
from tests.journeys.guide.made import EMAIL
from tests.journeys.guide.pictures import Shot
from tests.journeys.guide.residents import PAST
from tests.journeys.guide.walker import Walk

COORDINATOR = "admin"
LOCKED = {"en": "2023-06", "uk": "2023-07"}


TASKS = {
    "open-an-office": Walk(
        COORDINATOR,
        "/today",
        fills={"override_reason": "Відкриваємо до свята громади"},
        then={"1.1": follow(lambda walker: f"/offices/{walker.scene.planned['slug']}")},
    ),
    "training": Walk(
        COORDINATOR,
        "/today",
        fills={"programme_id": 1, "completed_on": lambda walker: f"{walker.scene.ago(30, 12):%Y-%m-%d}"},
        then={"2.0": follow(lambda walker: f"/people/{walker.scene.at['trained']}/training")},
    ),
    "see-what-waits": Walk(COORDINATOR, "/today"),
    "read-the-scorecard": Walk(COORDINATOR, "/today", then={"1.1": to(PAST)}),
    "lock-a-period": Walk(COORDINATOR, "/today", fills={"period": lambda walker: LOCKED[walker.language]}),
    "ogp-report": Walk(
        COORDINATOR,
        "/today",
        fills={"reason": "Офіси працюють, події відбуваються.", "reason_en": "Offices work, events are held."},
        then={"2.1": mark("level", "substantial")},
    ),
    "publish-open-data": Walk(COORDINATOR, "/today"),
    "send-a-bulletin": Walk(
        COORDINATOR,
        having(made.follower),
        fills={
            "title": "Як подати проєкт",
            "text": "Приймаємо проєкти до бюджету громадських ініціатив.\n\nДопоможемо в кожному офісі.",
            "sms": "Приймаємо проєкти до бюджету громадських ініціатив.",
            "to": EMAIL,
        },
        then={"6.0": to(at(made.bulletin))},
    ),
    "hold-a-grant-competition": Walk(
        COORDINATOR,
        having(made.judged),
        fills={
            "slug": lambda walker: f"youth-{walker.language}",
            "title": "Молодь змінює громаду",
            "description": "Гранти для молодіжних проєктів.",
            "who_may": "Громадські організації громади.",
            "total": "100 000",
            "largest": "25 000",
            "number": "12/2026",
            "report_due_on": lambda walker: f"{walker.scene.moment(90, 12):%Y-%m-%d}",
            "amount": "20 000",
        },
        then={
            "3.3": rows(criteria_names=["Користь для мешканців", "Обґрунтований бюджет"], criteria_weights=["2", "1"]),
            "6.0": to(at(made.judged, "/grants/{0}")),
            "6.1": press("main a[href^='/grants/applications/']"),
            "8.1": rows(points=["9", "7"]),
            "11.0": rows(amounts=["48 500"]),
            "13.0": to(at(made.judged, "/grants/{0}")),
        },
    ),
    "memorandum": Walk(
        COORDINATOR,
        having(made.organisation),
        fills={
            "number": "07/2026",
            "signed_on": lambda walker: f"{walker.scene.ago(1, 12):%Y-%m-%d}",
            "valid_until": lambda walker: f"{walker.scene.moment(700, 12):%Y-%m-%d}",
        },
        then={"1.1": follow(lambda walker: f"/cso/{walker.scene.code(1)}")},
    ),
    "invite-a-colleague": Walk(
        COORDINATOR,
        "/today",
        fills={"name": "Ганна Новенька", "email": lambda walker: f"new-{walker.language}@example.org"},
    ),
}
SHOTS = {
    "open-an-office": Shot("#readiness", until="#readiness ~ p"),
    "scorecard": Shot("main .cards", width=1000),
    "facts-behind-a-number": Shot("main", height=480, width=1000),
    "lock-a-period": Shot("main", height=480, width=1000, counts=False),
    "ogp-report": Shot("main", height=430),
    "publish-open-data": Shot("main", height=620, width=1000, counts=False),
    "send-a-bulletin": Shot("main", height=620, counts=False),
    "grant-call": Shot("main", height=520),
    "grant": Shot("main", height=700),
    "invite-a-colleague": Shot(".sheet", width=600),
}
