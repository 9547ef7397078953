"""Districts in tests: two of them with an office each, and what is said of their changes."""

from datetime import date
from typing import Any

import httpx
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import CSO, District, InitiativeGroup, Office

from services.registry.tests.conftest import planned_office

API = "/api/registry/v1"
HUTORY, STADNYTSIA, VILLAGE, FIELD = (f"UA0502003000{number:07}" for number in range(1, 5))
JOINED = date(2020, 11, 26)


def district(code: str, name: str, **more: Any) -> District:
    names = {"name": name, "name_en": f"{name} (en)", "seat": f"Село {name}", "seat_en": f"Village {name}"}
    return District.joining(JOINED, code=code, **(names | more))


def settled(code: str, name: str = "Поле") -> dict[str, Any]:
    return {"code": code, "name": name, "name_en": f"{name} (en)", "since": JOINED.isoformat()}


async def two_districts(database: Database) -> tuple[District, District, list[Office]]:
    """The first with two offices and two settlements; organisations and a group; the second with an office."""
    one = district(HUTORY, "Хутори", settlements=[settled(VILLAGE, "Писарівка"), settled(FIELD)])
    other = district(STADNYTSIA, "Стадниця")
    offices = [planned_office(one.id, "khutory"), planned_office(one.id, "pysarivka")]
    offices.append(planned_office(other.id, "stadnytsia"))
    idea = {"idea": "Сад", "area": "other", "formed_on": clock.today()}
    idea |= {"office_id": offices[1].id, "district_id": one.id}
    async with database.transaction() as session:
        session.add_all([one, other])
        await session.flush()
        session.add_all(offices)
        await session.flush()
        session.add(CSO(id=new_id(), edrpou="14360570", name="ГО Сад", district_id=one.id, office_id=offices[0].id))
        session.add(CSO(id=new_id(), edrpou="99000005", name="ГО Поле", district_id=one.id))
        session.add(InitiativeGroup.form(new_id(), idea, [{"name": "О", "contact": ""}], clock.today(), None))
    return one, other, offices


def said(code: str, name: str) -> dict[str, str]:
    return {"code": code, "name": name, "name_en": name, "seat": name, "seat_en": name}


def splitting(there: list[Office], **changes: Any) -> dict[str, Any]:
    """The first keeps name and seat of the district, the second is the village's."""
    return {
        "effective_on": clock.today().isoformat(),
        "decision": "рішення міської ради № 12",
        "parts": [said(HUTORY, "Хутори"), said(VILLAGE, "Писарівка")],
        "offices": {str(there[0].id): 0, str(there[1].id): 1},
        "settlements": {FIELD: 1},
        "others": 0,
    } | changes


def merging(*others: District, **changes: Any) -> dict[str, Any]:
    decided = {"effective_on": clock.today().isoformat(), "decision": "рішення № 13"}
    return decided | {"others": [str(one.id) for one in others]} | changes


def wrong(answer: httpx.Response) -> list[str]:
    """The fields that a refusal names."""
    assert answer.status_code in {409, 422}, answer.text
    return sorted(error["field"] for error in answer.json().get("errors", []))
