"""What one subscriber is."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

MOMENT = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Note:
    """What Kafka has no place for. A mailbox of the organisation, never a person's name."""

    contact: str = ""
    all_public: bool = False


@dataclass(frozen=True)
class Credentials:
    """A Kafka user with its password, which is nowhere else."""

    user: str
    password: str = field(repr=False)
    groups: str


@dataclass(frozen=True)
class Subscriber:
    """What one may do, and by which users, the oldest first."""

    name: str
    users: list[str]
    topics: list[str]
    bytes_per_second: int | None
    note: Note
    missing: list[str]
    """What it was promised, and may not read yet: it is younger than the promise."""

    @property
    def made_at(self) -> list[datetime]:
        """When each of its users was made."""
        return [datetime.strptime(user.rpartition(".")[2], MOMENT).replace(tzinfo=UTC) for user in self.users]
