"""What an office offers, and how a visit there goes: the parts of an office's state that describe it to residents."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field


class ServiceArea(StrEnum):
    """What a service helps with: a way to take part in local decisions, or more than one of them. May grow."""

    BUDGET_OF_PUBLIC_INITIATIVES = "budget_of_public_initiatives"
    APPEAL = "appeal"
    PETITION = "petition"
    PUBLIC_HEARING = "public_hearing"
    PUBLIC_DISCUSSION = "public_discussion"
    GRANT_COMPETITION = "grant_competition"
    CIVIL_SOCIETY = "civil_society"
    GENERAL = "general"


class Accessibility(StrEnum):
    """What makes an office usable by everybody. May grow."""

    STEP_FREE_ENTRANCE = "step_free_entrance"
    ACCESSIBLE_TOILET = "accessible_toilet"
    LIFT = "lift"
    HEARING_LOOP = "hearing_loop"
    SIGN_LANGUAGE = "sign_language"
    TACTILE_SIGNS = "tactile_signs"
    ACCESSIBLE_PARKING = "accessible_parking"
    BABY_CHANGING = "baby_changing"
    SHELTER = "shelter"


class ServiceHours(BaseModel):
    """One interval of one weekday in which a service is given, Europe/Kyiv wall-clock time, written HH:MM."""

    weekday: int = Field(ge=1, le=7, description="ISO 8601: Monday is 1.")
    opens: str = Field(pattern="^[0-2][0-9]:[0-5][0-9]$")
    closes: str = Field(pattern="^[0-2][0-9]:[0-5][0-9]$")


class OfferedService(BaseModel):
    """A service of the network's catalogue as one office offers it: `service_at_location` in HSDS 3.0."""

    id: UUID
    service_id: UUID
    name: str
    name_en: str
    area: ServiceArea
    hours: list[ServiceHours] = Field([], description="When it is given; none: as long as the office is open.")
    phone: str | None = Field(None, description="Where to ask about it, E.164; none: the office's own.")
    assured_on: date | None = Field(None, description="Day on which the office last said that this is still true.")


class OfficePhoto(BaseModel):
    """A picture of an office, at `/offices/{slug}/photos/{id}` of the network's site; it never changes."""

    id: UUID
    room_id: UUID | None = Field(None, description="The room that it shows; null: the office.")
    alt: str = Field(description="What is to be seen, for those who do not see it.")
    alt_en: str
    width: int = Field(ge=1, description="Pixels.")
    height: int = Field(ge=1, description="Pixels.")


class OutreachDay(BaseModel):
    """Workers of an office come to a settlement that has none."""

    id: UUID
    settlement: str
    settlement_en: str
    settlement_code: str | None = Field(None, description="KATOTTG code of the settlement, if it is known.")
    place: str = Field(description="Where in it: the library, the club.")
    place_en: str | None = None
    starts_at: datetime = Field(description="UTC.")
    ends_at: datetime = Field(description="UTC.")
    cancelled_because: str | None = Field(None, description="Nobody comes; why, for residents.")
    cancelled_because_en: str | None = None
