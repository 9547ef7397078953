"""Facts of the registry: districts, offices, CSOs and the programme."""

from datetime import date, time
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from liaison_contracts.fact import FactWithState, State


class DistrictState(State):
    """A starosta district: the administrative part of the community that an office serves."""

    code: str = Field(description="KATOTTG code of the district's seat: UA and 17 digits.")
    name: str
    name_en: str
    seat: str = Field(description="Settlement that gives the district its seat.")
    seat_en: str
    joined_on: date


class OfficeStatus(StrEnum):
    """Where an office stands in its life. May grow."""

    PLANNED = "planned"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Room(BaseModel):
    """A room that events can book."""

    id: UUID
    name: str
    name_en: str
    capacity: int = Field(ge=1, description="People.")


class Span(BaseModel):
    """From when to when on one day, Europe/Kyiv wall-clock time; it ends before midnight."""

    opens: time
    closes: time


class OpeningHours(Span):
    """One interval of one weekday, from one day to another; without them always."""

    weekday: int = Field(ge=1, le=7, description="ISO 8601: Monday is 1.")
    valid_from: date | None = None
    valid_to: date | None = Field(None, description="Last day, itself included.")


class SpecialHours(BaseModel):
    """Days on which other hours hold than those of the week."""

    from_day: date
    to_day: date = Field(description="Last day, itself included.")
    hours: list[Span] = Field(description="The same on each of these days; none: closed.")
    note: str = Field(description="Why, for residents.")
    note_en: str | None = None


class OfficeState(State):
    """A liaison office."""

    slug: str = Field(description="Stable short name in addresses, for example vinnytsia-khutory.")
    name: str
    name_en: str
    district_id: UUID
    district_name: str
    district_name_en: str
    address: str
    address_en: str
    latitude: float = Field(ge=-90, le=90, description="Degrees, WGS 84.")
    longitude: float = Field(ge=-180, le=180, description="Degrees, WGS 84.")
    phone: str | None = Field(description="The office's public telephone, E.164.")
    status: OfficeStatus
    opened_on: date | None
    rooms: list[Room]
    hours: list[OpeningHours]
    special_hours: list[SpecialHours] = Field([], description="In the order of their days; no two hold on one day.")
    notice: str | None = Field(None, description="While it is suspended or closed: what residents are told.")
    notice_en: str | None = None
    closed_on: date | None = Field(None, description="First day on which it works no more, for good.")


class CSOStatus(StrEnum):
    """Where a CSO stands in its life. May grow."""

    ACTIVE = "active"
    DISSOLVED = "dissolved"


class CSOState(State):
    """A civil-society organisation."""

    edrpou: str = Field(description="Code of the legal entity in the state register: 8 digits with a check digit.")
    name: str
    status: CSOStatus
    registered_on: date | None
    created_with_help: bool = Field(description="Whether it was founded with the network's help; only those count.")
    district_id: UUID | None
    dissolved_on: date | None = None


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


class DistrictJoined(FactWithState):
    """A starosta district became part of the community."""

    state: DistrictState


class OfficePlanned(FactWithState):
    """An office was added to the network's plan."""

    state: OfficeState


class OfficeOpened(FactWithState):
    """An office started work; its first year runs from `occurred_on`."""

    state: OfficeState


class OfficeHoursChanged(FactWithState):
    """An office is open at other times, as a rule or on some days."""

    state: OfficeState


class OfficeSuspended(FactWithState):
    """An office stopped work for a time; `state.notice` says why."""

    state: OfficeState


class OfficeResumed(FactWithState):
    """A suspended office works again."""

    state: OfficeState


class OfficeClosed(FactWithState):
    """An office stopped work for good; what it did still counts."""

    state: OfficeState


class CSOListed(FactWithState):
    """A CSO is known from a register; it was not founded now, so it does not count for the commitment."""

    state: CSOState


class CSORegistered(FactWithState):
    """An initiative became a registered organisation."""

    state: CSOState
    created_with_help: bool = Field(description="Whether with the network's help: only those count.")


class CSODissolved(FactWithState):
    """An organisation is no more; if it was created with help, it still counts as created."""

    state: CSOState


class ProgrammeAdopted(FactWithState):
    """The commitment with its targets and milestones was recorded, or recorded anew after a change of its plan."""

    state: ProgrammeState


class MilestoneChanged(FactWithState):
    """A milestone has a new status."""

    state: ProgrammeState
    number: int
    status: MilestoneStatus
