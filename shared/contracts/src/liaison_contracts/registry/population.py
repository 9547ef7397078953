"""Population: how many people live in a starosta district, year by year; groups by sex and age are never told."""

from pydantic import BaseModel, Field

from liaison_contracts.fact import FactWithState, State


class YearOfPopulation(BaseModel):
    """How many people lived in the district in a year, as its source has it."""

    year: int
    people: int = Field(ge=0)


class PopulationState(State):
    """How many people live in a starosta district; its id is the district's."""

    years: list[YearOfPopulation] = Field(description="In their order; a year that is not listed is unknown, not zero.")


class PopulationChanged(FactWithState):
    """How many people live in a district was recorded, corrected or taken back: figures per resident rest on it."""

    state: PopulationState
