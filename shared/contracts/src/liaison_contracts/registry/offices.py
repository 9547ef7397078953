"""Liaison offices: where they are, when they are open, where they stand in their life."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from liaison_contracts.fact import FactWithState, State
from liaison_contracts.registry.services import Accessibility, OfferedService, OfficePhoto, OutreachDay
from liaison_contracts.registry.territory import FormerDistrict


class OfficeStatus(StrEnum):
    """Where an office stands in its life. May grow."""

    PLANNED = "planned"
    SITE_CHOSEN = "site_chosen"
    FITTING_OUT = "fitting_out"
    STAFFED = "staffed"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Span(BaseModel):
    """From when to when on one day, Europe/Kyiv wall-clock time; it ends before midnight."""

    opens: time
    closes: time


class OpeningHours(Span):
    """One interval of one weekday, from one day to another; without them always."""

    weekday: int = Field(ge=1, le=7, description="ISO 8601: Monday is 1.")
    valid_from: date | None = None
    valid_to: date | None = Field(None, description="Last day, itself included.")


class Blocking(BaseModel):
    """A time in which a room cannot be used, from its beginning up to its end, UTC."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    reason: str = Field(description="Why, for whoever would have booked it.")
    reason_en: str | None = None


class Room(BaseModel):
    """A room that events can book."""

    id: UUID = Field(description="Stays its own for ever: bookings refer to it.")
    name: str
    name_en: str
    capacity: int = Field(ge=1, description="People.")
    equipment: list[str] = Field([], description="projector, screen, computers, internet, … May grow.")
    bookable: list[OpeningHours] = Field([], description="When it can be booked; none: whenever the office is open.")
    blockings: list[Blocking] = Field([], description="In the order of their beginnings; no two overlap.")
    retired: bool = Field(False, description="It can be booked no more; it stays for what took place in it.")


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
    post_code: str | None = Field(None, description="Five digits; with `street` and `house` the address in parts.")
    street: str | None = Field(None, description="With its kind: вул. Незалежності.")
    house: str | None = Field(None, description="Number of the house or building, and what follows it.")
    opens_about: date | None = Field(None, description="Before it opens: the day on which it should.")
    email: str | None = Field(None, description="The office's public address, nobody's own.")
    description: str | None = Field(None, description="What it is, in a few sentences.")
    description_en: str | None = None
    travel: str | None = Field(None, description="How to get there: stops, entrances.")
    travel_en: str | None = None
    accessibility: list[Accessibility] | None = Field(None, description="None: nobody has said yet what there is.")
    services: list[OfferedService] = Field([], description="What it offers, in the order of their names.")
    photos: list[OfficePhoto] = Field([], description="In the order in which they were added.")
    outreach: list[OutreachDay] = Field([], description="Days in villages, those of the past year and those to come.")
    former_districts: list[FormerDistrict] = Field([], description="In the order of their days; a day belongs to one.")


class OfficePlanned(FactWithState):
    """An office was added to the network's plan."""

    state: OfficeState


class OfficeSiteChosen(FactWithState):
    """The place where an office will be was found, or corrected before the opening."""

    state: OfficeState


class OfficeStaffed(FactWithState):
    """An office has its people: at least one qualified worker."""

    state: OfficeState


class OfficeChanged(FactWithState):
    """What is told about an office changed: its address, contacts, plan, pictures, or days in villages."""

    state: OfficeState


class OfficeRoomsChanged(FactWithState):
    """An office has another room, or one of its rooms has changed, is blocked or free again, or is used no more."""

    state: OfficeState


class OfficeOpened(FactWithState):
    """An office started work; its first year runs from `occurred_on`."""

    state: OfficeState


class OfficeHoursChanged(FactWithState):
    """An office is open at other times, as a rule or on some days."""

    state: OfficeState


class OfficeServicesChanged(FactWithState):
    """An office offers other services, or one of them otherwise, or said that it still does: `state.services`."""

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
