"""Liaison offices: where they are, when they are open, where they stand in their life."""

from datetime import date, time
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from liaison_contracts.fact import FactWithState, State
from liaison_contracts.registry.services import Accessibility, OfferedService, OfficePhoto, OutreachDay


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
    email: str | None = Field(None, description="The office's public address, nobody's own.")
    post_code: str | None = None
    description: str | None = Field(None, description="What it is, in a few sentences.")
    description_en: str | None = None
    travel: str | None = Field(None, description="How to get there: stops, entrances.")
    travel_en: str | None = None
    accessibility: list[Accessibility] | None = Field(None, description="None: nobody has said yet what there is.")
    services: list[OfferedService] = Field([], description="What it offers, in the order of their names.")
    photos: list[OfficePhoto] = Field([], description="In the order in which they were added.")
    outreach: list[OutreachDay] = Field([], description="Days in villages, those of the past year and those to come.")


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
