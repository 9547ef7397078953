"""A room as a person describes it."""

from liaison_contracts.registry import OpeningHours
from pydantic import Field

from liaison_registry.model.offices.week import WrittenWeek
from liaison_registry.model.rooms.rooms import EQUIPMENT, RoomPlan
from liaison_registry.model.text import OneLine


class WrittenRoom(WrittenWeek):
    """The weekdays say when it can be booked; all empty: whenever the office is open."""

    name: OneLine = Field(min_length=1, max_length=200)
    name_en: OneLine = Field(min_length=1, max_length=200)
    capacity: int = Field(ge=1, le=10_000, description="People.")
    equipment: list[str] = Field([], max_length=20, description=f"Of {', '.join(EQUIPMENT)}.")

    def plan(self) -> RoomPlan:
        hours = [OpeningHours(weekday=day, opens=span.opens, closes=span.closes) for day, span in self.spans()]
        return RoomPlan(self.name, self.name_en, self.capacity, self.equipment, hours)
