"""Training of those who work in the network: who has completed what. Only ids; names stay in the registry."""

from uuid import UUID

from pydantic import Field

from liaison_contracts.fact import Fact


class StaffTrained(Fact):
    """Somebody has completed a training programme on this day."""

    account_id: UUID = Field(description="Of the person; the id of its StaffState.")
    programme_id: UUID = Field(description="Of the training programme.")
    certificate_id: UUID
    number: int = Field(ge=1, description="Of this person's certificates, in the order in which they were recorded.")

    @property
    def key(self) -> UUID:
        return self.account_id

    @property
    def sequence(self) -> int:
        return self.number
