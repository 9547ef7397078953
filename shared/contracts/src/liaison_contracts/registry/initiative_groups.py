"""Initiative groups: people on their way to a CSO."""

from uuid import UUID

from pydantic import Field

from liaison_contracts.fact import Fact
from liaison_contracts.registry.csos import CSOArea


class InitiativeGroupFormed(Fact):
    """People began the way to an organisation, helped by an office. Neither who they are nor their idea is said."""

    group_id: UUID
    version: int = Field(ge=1, description="Version of the group.")
    office_id: UUID
    district_id: UUID | None
    area: CSOArea = Field(description="What the organisation is to work on.")

    @property
    def key(self) -> UUID:
        return self.group_id

    @property
    def sequence(self) -> int:
        return self.version
