"""A network with something in every report: every service's facts, told in an order of chance."""

from datetime import date
from typing import Any
from uuid import UUID

from liaison_contracts.consultations import ConsultationOutcome
from liaison_contracts.registry import ProgrammeState
from liaison_kit.database import Database

from services.reporting.tests.town import Town, hear


class Filled:
    """A town of which one office has a name that every writer must take for text."""

    def __init__(self, facts: Any, order: int = 1) -> None:
        town = Town(facts)
        town.office = town.office.model_copy(update={"name": NASTY, "name_en": NASTY})
        town.places[2] = town.office
        self.district, self.office = town.district, town.office
        self.programme: ProgrammeState = facts.programme(milestones=_milestones(facts), assessments=ASSESSMENTS)
        self.facts: list[Any] = [self.programme, *town.everything()]
        for month in range(6, 13):
            for day in range(1, month):
                on = date(2023, month, day)
                self.facts.append(town.event(town.office, on, (day * month) % 41 + 3))
        for office in (town.office, town.second):
            for outcome in ConsultationOutcome:
                self.facts += town.helped(office, date(2023, 9, 8), 8, "petition", outcome)
        self.order = order

    async def tell(self, database: Database) -> None:
        await hear(database, self.facts, self.order)


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
