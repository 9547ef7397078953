"""A grant competition that a test finds at the stage it needs: open with applications, closed, scored, decided."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
from liaison_contracts.identity import Role
from liaison_kit import clock, identity
from liaison_kit.database import Database, new_id
from liaison_kit.identity import hash_of
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings
from liaison_kit.testing import account
from liaison_registry.jobs.close_grant_calls import close_grant_calls
from liaison_registry.model import CSO

API = "/api/registry/v1/grants"
EDRPOUS = ("14360570", "99000376")
CRITERIA = [{"name": "Користь", "name_en": "Use", "weight": 2}, {"name": "Кошти", "weight": 1}]


def terms(**changes: Any) -> dict[str, Any]:
    now = clock.now()
    said = {
        "slug": "youth",
        "title": "Молодь громади",
        "title_en": "Youth of the community",
        "description": "Проєкти молоді.\nДо двох місяців.",
        "who_may": "Громадські організації громади.",
        "total": "100 000",
        "largest": "60 000",
        "criteria": CRITERIA,
        "opens_at": (now - timedelta(hours=1)).isoformat(),
        "closes_at": (now + timedelta(days=1)).isoformat(),
    }
    return said | changes


def application(**changes: Any) -> dict[str, Any]:
    sent = {
        "edrpou": EDRPOUS[0],
        "title": "Кіно просто неба",
        "summary": "Шість показів улітку.",
        "budget": [{"what": "Проєктор", "amount": "40 000"}, {"what": "Екран", "amount": 10_000_50}],
        "contact_name": "Оксана Прихована",
        "contact_phone": "067 123 45 67",
        "contact_email": "oksana@example.org",
        "consent": True,
    }
    return sent | changes


def bearer(account_id: Any) -> dict[str, str]:
    return {"authorization": f"Bearer liaison_{account_id.hex}_secret"}


class Competition:
    """What has happened so far: ids, links, and the evaluators' headers."""

    def __init__(self, staff: httpx.AsyncClient, database: Database, settings: Settings) -> None:
        self.staff, self.database, self.settings = staff, database, settings
        self.call: dict[str, Any] = {}
        self.applications: list[str] = []
        self.links: list[str] = []
        self.evaluators: list[dict[str, str]] = []
        self.awards: list[str] = []
        self.begun: datetime = clock.now()

    @property
    def address(self) -> str:
        return f"{API}/{self.call['id']}"

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.staff.post(path, json={} if body is None else body, headers=named)

    async def must(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        answer = await self.post(path, body, **headers)
        assert answer.status_code < 300, answer.text
        return answer

    async def drafted(self, **changes: Any) -> "Competition":
        self.call = (await self.must(API, terms(**changes))).json()
        async with self.database.transaction() as session:
            for n, edrpou in enumerate(EDRPOUS):
                name = f"Громадська організація {n + 1}"
                session.add(CSO(id=new_id(), version=1, edrpou=edrpou, name=name, status="active"))
        return self

    async def opened(self, applications: int = 0, **changes: Any) -> "Competition":
        await self.drafted(**changes)
        await self.must(f"{self.address}/opening")
        for n in range(applications):
            sent = application(edrpou=EDRPOUS[n % 2], title=f"Проєкт {n + 1}")
            await self.applied(**sent)
        return self

    async def applied(self, **sent: Any) -> None:
        receipt = (await self.must(f"{self.address}/applications", sent or application())).json()
        self.applications.append(f"{API}/applications/{receipt['application_id']}")
        self.links.append(receipt["link"].removeprefix(self.settings.url.rstrip("/")))

    async def closed(self, applications: int = 2, **changes: Any) -> "Competition":
        """Every application is eligible; the time is later from here on (`later`)."""
        await self.opened(applications, **changes)
        for one in self.applications:
            await self.must(f"{one}/eligibility", {"eligible": True})
        with self.later():
            await close_grant_calls(JobContext(self.database, self.settings))
        async with self.database.transaction() as session:
            for _ in range(2):
                state = account(id=new_id(), token_hash=hash_of("secret"), roles=[Role.ANALYST])
                await identity.keep_staff(session, state)
                self.evaluators.append(bearer(state.id))
        return self

    async def ranked(self, *points: list[int], **changes: Any) -> "Competition":
        """Both evaluators gave these points, and the scoring is over."""
        await self.closed(len(points), **changes)
        for one, given in zip(self.applications, points, strict=True):
            for evaluator in self.evaluators:
                await self.must(f"{one}/scores", {"points": given}, **evaluator)
        await self.must(f"{self.address}/ranking")
        return self

    async def decided(self, *amounts: str) -> "Competition":
        await self.ranked(*([[9, 9]] * len(amounts)))
        ids = [one.rpartition("/")[2] for one in self.applications]
        awards = [{"application_id": one, "amount": amount} for one, amount in zip(ids, amounts, strict=True)]
        await self.must(f"{self.address}/proposal", {"awards": awards})
        await self.must(f"{self.address}/decision")
        async with self.database.reading() as session:
            connection = await session.connection()
            rows = await connection.exec_driver_sql("select id from grant_award order by amount desc")
            self.awards = [f"{API}/awards/{row[0]}" for row in rows]
        return self

    @contextmanager
    def later(self, days: float = 2) -> Iterator[None]:
        with clock.set_to(self.begun + timedelta(days=days)):
            yield
