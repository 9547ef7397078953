"""Civil-society organisations."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from liaison_contracts.fact import FactWithState, State


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
