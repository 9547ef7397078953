"""The load: offices change their hours, residents sign up, at a pace of their own; and somebody reads all the time."""

import asyncio
import ssl
from collections import Counter
from typing import Any
from uuid import UUID

import httpx

from tests.faults.client import Client, Command

OPENS = 360
"""Minutes after midnight."""
MINUTES = 600
DAYS = ("monday", "tuesday")


class Hours(Client):
    """Each command gives an office hours that no other one gives: what is read back tells whose they are."""

    def asked(self, command: Command) -> tuple[str, dict[str, Any]]:
        high, low = divmod(command.number, MINUTES)
        week = {day: f"{_clock(OPENS + part)}–20:00" for day, part in zip(DAYS, (high, low), strict=True)}
        return f"/api/registry/v1/offices/{command.district}/hours", week


def number_of(hours: list[dict[str, Any]]) -> int:
    """Of the command that gave an office these hours, as states have them."""
    newest = max((one.get("valid_from") or "" for one in hours), default="")
    opens = {one["weekday"]: _minutes(one["opens"]) for one in hours if (one.get("valid_from") or "") == newest}
    return (opens[1] - OPENS) * MINUTES + opens[2] - OPENS


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(written: str) -> int:
    return int(written[:2]) * 60 + int(written[3:5])


class SignUps(Client):
    """Each command is another resident; the aggregate is the sign-up, which the answer names."""

    def asked(self, command: Command) -> tuple[str, dict[str, Any]]:
        who = {"name": "Олена Прикладенко", "phone": phone_of(command.number), "consent": True}
        return f"/api/events/v1/events/{command.district}/sign-ups", who

    def note_answer(self, command: Command, told: dict[str, Any]) -> None:
        command.district, command.version = UUID(told["sign_up_id"]), 1


def phone_of(number: int) -> str:
    return f"+38067{number:07}"


class Reader:
    """Asks for a page of each service in turn, once: whatever is no page is counted, by the part that was hurt then."""

    PAGES = ("/offices", "/events", "/results", "/news")

    def __init__(self, url: str, rate: float, trust: ssl.SSLContext) -> None:
        self.answers: Counter[str] = Counter()
        self.failed: list[str] = []
        self.hurt = "nothing"
        self._http = httpx.AsyncClient(base_url=url, timeout=30, verify=trust, trust_env=False)
        self._rate = rate
        self._asking: set[asyncio.Task[None]] = set()
        self._reading = asyncio.create_task(self._read())

    async def stop(self) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, *self._asking, return_exceptions=True)
        await self._http.aclose()

    async def _read(self) -> None:
        number = 0
        while True:
            await asyncio.sleep(1 / self._rate)
            task = asyncio.create_task(self._ask(self.PAGES[number % len(self.PAGES)], self.hurt))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
            number += 1

    async def _ask(self, page: str, hurt: str) -> None:
        try:
            answer = await self._http.get(page)
            said = str(answer.status_code)
        except httpx.TransportError as error:
            said = type(error).__name__
        self.answers[hurt] += 1
        if said != "200":
            self.failed.append(f"{page} {said} while {hurt} was hurt")
