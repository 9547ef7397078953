"""The key for which contact points are sealed: a copy of what the notifications service told last."""

from liaison_kit.database import Aggregate
from sqlalchemy.orm import Mapped

from liaison_events.model.tables import Base


class SealingKeyCopy(Aggregate, Base):
    """Base64 of a Curve25519 public key."""

    __tablename__ = "sealing_key_copy"

    public_key: Mapped[str]
