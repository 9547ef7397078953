"""The key for which contact points are sealed."""

from uuid import UUID

from liaison_contracts.notifications import SealingKeyState
from liaison_kit.database import Aggregate
from sqlalchemy.orm import Mapped

from liaison_notifications.model.tables import Base

THE_KEY = UUID("01990000-0000-7000-8000-000000000001")
"""Always the same, so that every version of the key has the same place on its topic."""


class SealingKey(Aggregate, Base):
    """The public half of the key to contact points; there is one, and its version rises when it is replaced."""

    __tablename__ = "sealing_key"

    public_key: Mapped[str]

    def replace(self, public_key: str) -> None:
        """From now on contacts are sealed for this one."""
        self.public_key = public_key
        self.changed()

    def state(self) -> SealingKeyState:
        return SealingKeyState.model_validate(self, from_attributes=True)
