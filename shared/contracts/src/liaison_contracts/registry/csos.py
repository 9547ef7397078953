"""Civil-society organisations."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from liaison_contracts.fact import FactWithState, State
from liaison_contracts.registry.territory import FormerDistrict


class CSOStatus(StrEnum):
    """Where a CSO stands in its life. May grow."""

    ACTIVE = "active"
    DORMANT = "dormant"
    DISSOLVED = "dissolved"
    MERGED = "merged"


class CSOArea(StrEnum):
    """What a CSO works on. May grow."""

    COMMUNITY = "community"
    CULTURE = "culture"
    ECONOMY = "economy"
    EDUCATION = "education"
    ENVIRONMENT = "environment"
    HEALTH = "health"
    HUMAN_RIGHTS = "human_rights"
    INCLUSION = "inclusion"
    PARTICIPATION = "participation"
    SOCIAL_CARE = "social_care"
    SPORT = "sport"
    VETERANS = "veterans"
    YOUTH = "youth"
    OTHER = "other"


class MemorandumInForce(BaseModel):
    """A memorandum of partnership between a CSO and the City Council."""

    signed_on: date
    valid_until: date | None = Field(None, description="Last day, itself included; null: until it is ended.")


class CSOState(State):
    """A civil-society organisation."""

    edrpou: str = Field(description="Code of the legal entity in the state register: 8 digits with a check digit.")
    name: str
    status: CSOStatus
    registered_on: date | None
    created_with_help: bool = Field(description="Whether it was founded with the network's help; only those count.")
    district_id: UUID | None
    dissolved_on: date | None = None
    org_id: str = Field(
        default_factory=lambda known: f"UA-EDR-{known.get('edrpou')}",
        description="Identifier by org-id.guide: UA-EDR- and the EDRPOU code.",
    )
    office_id: UUID | None = Field(None, description="The office that helps it.")
    areas: list[CSOArea] = Field([], description="What it works on.")
    description: str | None = None
    description_en: str | None = None
    phone: str | None = Field(None, description="The organisation's, never a person's; E.164.")
    email: str | None = Field(None, description="The organisation's, never a person's.")
    website: str | None = Field(None, description="An address that begins with https:// or http://.")
    address: str | None = None
    memorandum: MemorandumInForce | None = Field(None, description="With the City Council; null: none in force.")
    network_since: date | None = Field(None, description="Since when it belongs to the City of Contents network.")
    merged_into: UUID | None = Field(None, description="Of a merged one: the organisation it turned out to be.")
    former_districts: list[FormerDistrict] = Field([], description="In the order of their days; a day belongs to one.")


class CSOListed(FactWithState):
    """A CSO is known from a register; it was not founded now, so it does not count for the commitment."""

    state: CSOState


class CSORegistered(FactWithState):
    """An initiative became a registered organisation."""

    state: CSOState
    created_with_help: bool = Field(description="Whether with the network's help: only those count.")


class CSOChanged(FactWithState):
    """What is known of an organisation changed: contacts, areas, whether it is at work, where it belongs."""

    state: CSOState


class CSOsMerged(FactWithState):
    """Two entries turned out to be one organisation: `state` is the one that is kept.

    The state of the other says `merged` from now on. If either was created with help, the kept one counts, once.
    """

    state: CSOState
    gone_id: UUID = Field(description="Of the entry that is kept no more.")
    gone_version: int = Field(ge=1, description="Its version from then on.")


class CSODissolved(FactWithState):
    """An organisation is no more; if it was created with help, it still counts as created."""

    state: CSOState


class MemorandumSigned(FactWithState):
    """A CSO and the City Council signed a memorandum of partnership, or prolonged the one they have."""

    state: CSOState
    renewal: bool = Field(False, description="Whether it prolongs the one in force.")


class MemorandumEnded(FactWithState):
    """A memorandum holds no more from `occurred_on` on: it expired, or one side ended it."""

    state: CSOState
    expired: bool = Field(description="Whether its time was over; otherwise somebody ended it.")
