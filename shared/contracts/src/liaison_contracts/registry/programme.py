"""The commitment: milestones, targets, institutions."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field

from liaison_contracts.fact import FactWithState, State


class MilestoneStatus(StrEnum):
    """OGP's own words for a milestone. May grow."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    STUCK = "stuck"
    FINISHED = "finished"
    INCOMPLETE = "incomplete"


class Milestone(BaseModel):
    """One step of the commitment. Overdue is computed by the reader, never stored."""

    number: int = Field(ge=1)
    title: str
    title_en: str
    starts_on: date
    ends_on: date
    status: MilestoneStatus


class Target(BaseModel):
    """What the commitment promises to reach."""

    key: str = Field(description="offices_opened, csos_created, events_per_office. May grow.")
    title: str
    title_en: str
    goal: int = Field(ge=1)


class Institution(BaseModel):
    """An organisation responsible for the commitment or taking part in it."""

    name: str
    name_en: str


class ProgrammeState(State):
    """The commitment: milestones, targets, institutions."""

    code: str = Field(description="Identifier in the Open Government Partnership, for example UAVNT0004.")
    title: str
    title_en: str
    hromada_code: str = Field(description="KATOTTG code of the community.")
    hromada_name: str
    hromada_name_en: str
    starts_on: date
    ends_on: date
    targets: list[Target]
    milestones: list[Milestone]
    institutions: list[Institution]


class ProgrammeAdopted(FactWithState):
    """The commitment with its targets and milestones was recorded, or recorded anew after a change of its plan."""

    state: ProgrammeState


class MilestoneChanged(FactWithState):
    """A milestone has a new status."""

    state: ProgrammeState
    number: int
    status: MilestoneStatus
