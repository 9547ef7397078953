"""A network with something in every report: every service's facts, told in an order of chance."""

import random
from datetime import date
from typing import Any

from liaison_contracts.consultations import ConsultationOutcome
from liaison_contracts.registry import OfficeState
from liaison_kit.database import Database
from liaison_kit.service import Service

from services.reporting.tests.territory import Territory


class Filled:
    """Two offices that worked in 2023, one of them with a name that every writer must take for text."""

    def __init__(self, facts: Any, order: int = 1) -> None:
        territory = Territory(facts)
        self.district = territory.district
        self.office: OfficeState = territory.one.model_copy(update={"name": NASTY, "name_en": NASTY})
        self.facts: list[Any] = [facts.programme(), *territory.last_year(), self.office]
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


NASTY = '=1+1 <script>alert(1)</script> #panic() *Їжак* $x$ @a [Ґанок] \\ "Є" _і_ &amp; `x` ]'
"""A formula, markup of a page and of typst, and letters that only Ukrainian has."""
