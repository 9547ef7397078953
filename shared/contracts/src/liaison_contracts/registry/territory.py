"""The community's territory: starosta districts."""

from datetime import date

from pydantic import Field

from liaison_contracts.fact import FactWithState, State


class DistrictState(State):
    """A starosta district: the administrative part of the community that an office serves."""

    code: str = Field(description="KATOTTG code of the district's seat: UA and 17 digits.")
    name: str
    name_en: str
    seat: str = Field(description="Settlement that gives the district its seat.")
    seat_en: str
    joined_on: date


class DistrictJoined(FactWithState):
    """A starosta district became part of the community."""

    state: DistrictState
