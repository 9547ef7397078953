"""A room, and from when to when somebody needs it: set-up before and clear-away after it included."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Protocol, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.orm import Mapped, mapped_column

MOST_MINUTES = 240
LONGEST_SET_UP = timedelta(minutes=MOST_MINUTES)

Minutes = Annotated[int, Field(ge=0, le=MOST_MINUTES)]


class SetUp(BaseModel):
    """How long a room is needed before the start and after the end."""

    set_up_minutes: Minutes = Field(0, description="The room is held for so many minutes before the start.")
    clear_away_minutes: Minutes = Field(0, description="The room is held for so many minutes after the end.")


class ChangedSetUp(BaseModel):
    """The same of what is there already."""

    set_up_minutes: Minutes | None = Field(None, description="As long as before, if left out.")
    clear_away_minutes: Minutes | None = Field(None, description="As long as before, if left out.")

    def set_up(self) -> dict[str, int]:
        """What is said of it."""
        return self.model_dump(include=set(SetUp.model_fields), exclude_none=True)


class HasSetUp:
    """Columns of what holds a room; the database widens the time it holds it for by them (`with_set_up`)."""

    set_up_minutes: Mapped[int] = mapped_column(default=0)
    clear_away_minutes: Mapped[int] = mapped_column(default=0)


class Holder(Protocol):
    """An event or a booking."""

    @property
    def id(self) -> UUID: ...
    @property
    def room_id(self) -> UUID: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def set_up_minutes(self) -> int: ...
    @property
    def clear_away_minutes(self) -> int: ...


@dataclass(frozen=True)
class RoomTime:
    """`starts_at` and `ends_at` are its own time, UTC: what people are told."""

    holder_id: UUID | None
    room_id: UUID
    starts_at: datetime
    ends_at: datetime
    set_up_minutes: int = 0
    clear_away_minutes: int = 0

    @classmethod
    def of(cls, holder: Holder, **instead: Any) -> Self:
        """What it needs, or would need with this room, time or set-up instead."""
        needs: dict[str, Any] = {
            "room_id": holder.room_id,
            "starts_at": holder.starts_at,
            "ends_at": holder.ends_at,
            # A row that is not in the database yet may have no number: that is none.
            "set_up_minutes": holder.set_up_minutes or 0,
            "clear_away_minutes": holder.clear_away_minutes or 0,
        }
        return cls(holder.id, **needs | instead)

    def covers(self, other: "RoomTime") -> bool:
        """Whether the other needs the room at no time that this one does not."""
        return self.held_from <= other.held_from and self.held_until >= other.held_until

    @property
    def held_from(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.set_up_minutes)

    @property
    def held_until(self) -> datetime:
        return self.ends_at + timedelta(minutes=self.clear_away_minutes)
