"""A network with something in every report: every service's facts, told in an order of chance."""

import random
from datetime import date
from typing import Any
from uuid import UUID

from liaison_contracts.consultations import ConsultationOutcome
from liaison_contracts.registry import OfficeState, ProgrammeState
from liaison_kit.database import Database
from liaison_kit.service import Service

from services.reporting.tests.territory import Territory


class Filled:
    """Two offices that worked in 2023, one of them with a name that every writer must take for text."""

    def __init__(self, facts: Any, order: int = 1) -> None:
        territory = Territory(facts)
        self.district = territory.district
        self.office: OfficeState = territory.one.model_copy(update={"name": NASTY, "name_en": NASTY})
        self.programme: ProgrammeState = facts.programme(milestones=_milestones(facts), assessments=ASSESSMENTS)
        self.facts: list[Any] = [self.programme, *territory.last_year(), self.office]
        self.facts.remove(territory.one)
        for month in range(6, 13):
            for day in range(1, month):
                on = date(2023, month, day)
                self.facts.append(facts.event_held(self.office.id, on=on, attendance=(day * month) % 41 + 3))
        for outcome in ConsultationOutcome:
            given = [facts.consultation_given(self.office.id, on=date(2023, 9, day)) for day in range(1, 9)]
            self.facts += [one.model_copy(update={"outcome": outcome}) for one in given]
        random.Random(order).shuffle(self.facts)

    async def tell(self, database: Database, service: Service) -> None:
        async with database.transaction() as session:
            for fact in self.facts:
                for reaction in service.reactions:
                    if type(fact) is reaction.contract:
                        await reaction(session, fact)


SCRIPT = "javascript:alert(1)"
NASTY = '=1+1 <script>alert(1)</script> #panic() *Їжак* $x$ @a [Ґанок] \\ "Є" _і_ &amp; `x` ]'
"""A formula, markup of a page and of typst, and letters that only Ukrainian has."""

ASSESSMENTS = [
    {"scale": "completion", "level": "substantial", "reason": "Два офіси з трьох", "reason_en": "Two offices of three"}
    | {"assessed_on": "2024-01-20"},
    {"scale": "opened_government", "level": "major", "reason": NASTY, "reason_en": NASTY, "assessed_on": "2024-01-21"},
]


def _milestones(facts: Any) -> list[dict[str, Any]]:
    first = facts.milestone(1, date(2021, 12, 31), "finished") | {"note": NASTY}
    first["evidence"] = [{"title": "Звіт", "url": "https://example.org/report"}, {"title": NASTY, "url": SCRIPT}]
    file = {"id": UUID(int=7), "title": "Світлина", "title_en": "A photo", "path": f"/programme/evidence/{UUID(int=7)}"}
    first["files"] = [file | {"media_type": "image/jpeg", "size": 1000}]
    return [first, facts.milestone(2, date(2022, 3, 31), "stuck")]
