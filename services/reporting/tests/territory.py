"""A territory that changes, as its facts tell it."""

from datetime import date
from typing import Any

from liaison_contracts.registry import CSORegistered, DistrictState, OfficeState

SPLIT = date(2024, 3, 1)


class Territory:
    """A district with two offices that worked in 2023; in 2024 it is split, renamed or merged."""

    def __init__(self, facts: Any) -> None:
        self.facts = facts
        self.district: DistrictState = facts.district(name="Хутори", name_en="Khutory")
        self.one: OfficeState = facts.office(district_id=self.district.id, opened_on=date(2023, 5, 15))
        self.two: OfficeState = facts.office(slug="p", district_id=self.district.id, opened_on=date(2023, 6, 1))
        self.cso: CSORegistered = facts.cso_registered(on=date(2023, 9, 1), district_id=self.district.id)

    def last_year(self) -> list[Any]:
        held = [self.facts.event_held(self.one.id, on=date(2023, 6, day), attendance=10) for day in (1, 2)]
        held.append(self.facts.event_held(self.two.id, on=date(2023, 12, 31), attendance=7))
        return [self.district, self.one, self.two, self.cso, *held]

    def split(self, on: date = SPLIT) -> list[Any]:
        came = {"joined_on": on, "predecessors": [self.district.id]}
        parts = [self.facts.district(name=name, **came) for name in ("Перший", "Другий")]
        ids = [one.id for one in parts]
        ended = self.district.model_copy(update={"version": 2, "ended_on": on, "successors": ids})
        former = [{"district_id": self.district.id, "until": on}]
        offices = [
            OfficeState.model_validate(
                office.model_dump() | {"version": 3, "district_id": part.id, "former_districts": former}
            )
            for office, part in zip((self.one, self.two), parts, strict=True)
        ]
        self.parts = parts
        return [ended, *parts, *offices]

    def this_year(self) -> list[Any]:
        return [
            self.facts.event_held(self.one.id, on=date(2024, 2, 29), attendance=1),
            self.facts.event_held(self.one.id, on=SPLIT, attendance=2),
            self.facts.event_held(self.two.id, on=date(2024, 6, 1), attendance=4),
        ]
