"""The baseline: how active residents of a district were, month by month, before an office worked there."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field

from liaison_contracts.fact import FactWithState, State


class ActivityKind(StrEnum):
    """What is counted of residents' activity. May grow."""

    EVENTS = "events"
    EVENT_VISITS = "event_visits"
    CONSULTATIONS = "consultations"
    CSOS_REGISTERED = "csos_registered"
    APPEALS = "appeals"
    PETITIONS = "petitions"
    BUDGET_PROJECTS = "budget_projects"
    HEARINGS = "hearings"
    DISCUSSIONS = "discussions"


class MonthlyActivity(BaseModel):
    """How many of one kind there were in a month; a month that is not listed is unknown, not zero."""

    month: date = Field(description="Its first day.")
    kind: ActivityKind
    number: int = Field(ge=0)
    source: str = Field(description="Where the number is from.")
    as_of: date = Field(description="The day on which the source said so.")


class BaselineState(State):
    """Monthly activity in a starosta district before an office worked there; its id is the district's."""

    district_code: str = Field(description="KATOTTG code of the district.")
    district_name: str
    district_name_en: str
    activity: list[MonthlyActivity] = Field(description="In the order of months, then of kinds.")


class BaselineChanged(FactWithState):
    """Monthly activity from before an office was recorded or corrected: growth is measured against it."""

    state: BaselineState
