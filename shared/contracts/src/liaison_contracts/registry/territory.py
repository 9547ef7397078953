"""The community's territory: starosta districts, their settlements, and what became of them."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from liaison_contracts.fact import FactWithState, State


class Settlement(BaseModel):
    """A village or another settlement of a district, beside its seat."""

    code: str = Field(description="KATOTTG code: UA and 17 digits.")
    name: str
    name_en: str
    since: date = Field(description="First day on which it belonged to this district.")


class FormerName(BaseModel):
    """What a district and its seat were called."""

    name: str
    name_en: str
    seat: str
    seat_en: str
    until: date = Field(description="First day on which they were called so no more.")


class FormerDistrict(BaseModel):
    """To which district an office or an organisation belonged before."""

    district_id: UUID
    until: date = Field(description="First day on which it belonged there no more.")


class DistrictState(State):
    """A starosta district: the administrative part of the community that an office serves."""

    code: str = Field(description="KATOTTG code of the district's seat: UA and 17 digits.")
    name: str
    name_en: str
    seat: str = Field(description="Settlement that gives the district its seat.")
    seat_en: str
    joined_on: date = Field(description="First day on which it is a district of the community.")
    ended_on: date | None = Field(None, description="First day on which it is one no more: it was split or merged.")
    former_names: list[FormerName] = Field([], description="In the order of their days.")
    settlements: list[Settlement] = Field([], description="Beside its seat; of an ended one those it had at its end.")
    predecessors: list[UUID] = Field([], description="Districts whose territory it took over, wholly or in part.")
    successors: list[UUID] = Field([], description="Of an ended one: the districts that its territory went to.")


class DistrictChange(StrEnum):
    """What happened to a district that was there already. May grow."""

    RENAMED = "renamed"
    SPLIT = "split"  # it ended: its successors have parts of it
    MERGED = "merged"  # it ended: its one successor has all of it
    ENLARGED = "enlarged"  # it took over others, which ended
    SETTLEMENTS = "settlements"  # which settlements it has is told anew


class DistrictJoined(FactWithState):
    """A starosta district became part of the community.

    Also one that is made of others: its state then names them as `predecessors`.
    """

    state: DistrictState


class DistrictChanged(FactWithState):
    """A district was renamed, split or merged, or its settlements are told anew.

    `occurred_on` is the day from which it holds. What was before that day stays true of the days before.
    """

    state: DistrictState
    change: DistrictChange
    reason: str | None = Field(None, description="The decision it rests on.")
