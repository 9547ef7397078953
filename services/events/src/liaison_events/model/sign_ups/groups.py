"""Groups of people at an event: how many of a party belong to each, and for how many of them there is a place.

Beside the event's own places there can be places for a group: of 30 at most 10 children. Who belongs to no group, or to
one without a limit, takes a place of the event alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from liaison_kit.errors import Conflict, FieldError, Refusal
from pydantic import BaseModel, Field
from sqlalchemy import ForeignKey, Integer, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.calendar.event import Event
from liaison_events.model.sign_ups.sign_up import SignUp, holds_a_place
from liaison_events.model.tables import Base


class Group(StrEnum):
    """Whom an event can have places for. Each person belongs to one of them or to none."""

    CHILDREN = "children"
    YOUNG_PEOPLE = "young_people"
    OLDER_PEOPLE = "older_people"
    CSO_MEMBERS = "cso_members"


class MoreThanComeInAll(Refusal):
    """Of the people who come, each belongs to one group at most: there cannot be more in the groups than in all."""

    field = "party_size"


class GuardianHasNotAgreed(Refusal):
    """A child comes only if a parent or guardian agrees."""

    field = "guardian_agrees"


class GroupIsFull(Conflict):
    """There are not enough places for this group. Left: {left}."""


class GroupPlacesAreTaken(Conflict):
    """{taken} places of this group are taken or offered already: there cannot be fewer."""


class People(BaseModel):
    """How many of a party belong to which group; the others belong to none. A child comes with a guardian's consent."""

    children: int = Field(0, ge=0, le=100, description="Under 14, of those who come.")
    young_people: int = Field(0, ge=0, le=100, description="14 to 35, of those who come.")
    older_people: int = Field(0, ge=0, le=100, description="Over 60, of those who come.")
    cso_members: int = Field(0, ge=0, le=100, description="Members of a CSO, of those who come.")
    guardian_agrees: bool = Field(False, description="A parent or guardian agrees that the children come.")

    def groups(self, party_size: int) -> dict[str, int]:
        """The groups that somebody belongs to; a Refusal for more people than come, or for a child without consent."""
        found = {group.value: people for group in Group if (people := getattr(self, group.value))}
        if sum(found.values()) > party_size:
            raise MoreThanComeInAll
        if self.children and not self.guardian_agrees:
            raise GuardianHasNotAgreed
        return found


class Limits(BaseModel):
    """Places of each group; without a number it has no limit of its own. 0: none of them."""

    children: int | None = Field(None, ge=0, le=100_000)
    young_people: int | None = Field(None, ge=0, le=100_000)
    older_people: int | None = Field(None, ge=0, le=100_000)
    cso_members: int | None = Field(None, ge=0, le=100_000)


class EventGroup(Base):
    """A group's places at an event. The database counts them (`count_places_of_groups`) and refuses one too many."""

    __tablename__ = "event_group"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    capacity: Mapped[int]
    places_taken: Mapped[int] = mapped_column(server_default=text("0"))


@dataclass
class Left:
    """Places that are free at an event: in all, and of each group that has a limit."""

    places: int
    of_groups: dict[str, int]

    def lacking(self, groups: dict[str, int]) -> set[str]:
        """The groups of a party for which there are not enough places."""
        return {name for name, people in groups.items() if people > self.of_groups.get(name, people)}

    def take(self, party_size: int, groups: dict[str, int]) -> None:
        self.places -= party_size
        for name in groups.keys() & self.of_groups.keys():
            self.of_groups[name] -= groups[name]


def full(group: str, left: int) -> GroupIsFull:
    """Says of which group there are too many."""
    values = {"left": left}
    return GroupIsFull(errors=[FieldError(group, GroupIsFull.__doc__ or "", values)], **values)


def taken(group: str, places: int) -> GroupPlacesAreTaken:
    """Says which group cannot have fewer places."""
    values = {"taken": places}
    return GroupPlacesAreTaken(errors=[FieldError(group, GroupPlacesAreTaken.__doc__ or "", values)], **values)


async def groups_of(session: AsyncSession, event_id: UUID) -> list[EventGroup]:
    """Those with a limit, in the order in which they are always shown, as the database counts them now."""
    mine = select(EventGroup).where(EventGroup.event_id == event_id).execution_options(populate_existing=True)
    rows = {row.name: row for row in await session.scalars(mine)}
    return [rows[group] for group in Group if group in rows]


async def set_limits(session: AsyncSession, event_id: UUID, limits: dict[str, int]) -> None:
    """Of these groups, and of no others, there are so many places; lock the event first."""
    known = {row.name: row for row in await groups_of(session, event_id)}
    for name, row in known.items():
        if name not in limits:
            await session.delete(row)
    for name, capacity in limits.items():
        places = known[name].places_taken if name in known else await _taken_by(session, event_id, name)
        if capacity < places:
            raise taken(name, places)
        if name in known:
            known[name].capacity = capacity
        else:
            session.add(EventGroup(event_id=event_id, name=name, capacity=capacity))
    await session.flush()


async def _taken_by(session: AsyncSession, event_id: UUID, name: str) -> int:
    """What the database will count, once the group has a limit."""
    people = func.sum(cast(SignUp.groups[name].astext, Integer))
    return await session.scalar(select(people).where(SignUp.event_id == event_id, holds_a_place())) or 0


async def left_at(session: AsyncSession, event: Event) -> Left:
    """What is free at the event, which is locked, after what this transaction has done."""
    await session.flush()
    taken_ = await session.scalar(select(Event.places_taken).where(Event.id == event.id)) or 0
    of_groups = {one.name: one.capacity - one.places_taken for one in await groups_of(session, event.id)}
    return Left(event.capacity - taken_, of_groups)
