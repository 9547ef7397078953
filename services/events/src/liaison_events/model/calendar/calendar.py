"""The public calendar: which events somebody asks for. Drafts are never among them."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from liaison_contracts.events import Accessibility, EventKind, EventMode, EventStatus, ParticipationTool
from liaison_contracts.registry import Accessibility as OfficeAccessibility
from liaison_kit.clock import KYIV
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints
from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.event_refusals import LONGEST
from liaison_events.model.office import OfficeCopy

PUBLIC = (EventStatus.SCHEDULED, EventStatus.HELD, EventStatus.CANCELLED)
"""What residents may see; whatever else an event can be, they may not."""

AnyWillDo = BeforeValidator(lambda given: given or None)
"""A browser sends a filter that was left empty as an empty text: any will do."""

SHORTEST_WORD, SHORTEST_STEM, LONGEST_ENDING = 2, 4, 2
_ENDING = re.compile(r"[аеєиіїйоуюя]+$")
_NOT_HEARD = re.compile(r"[ьъ'’ʼ`]")


class OfficeChoice(BaseModel):
    """An office one can choose."""

    id: UUID
    slug: str
    name: str
    name_en: str
    district_name: str
    district_name_en: str
    step_free: bool


class CalendarFilter(BaseModel):
    """Part of the calendar; nothing left out if nothing is said."""

    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = Field(
        "", description="Words of the title or the description, or how they begin."
    )
    district: Annotated[str | None, AnyWillDo] = Field(None, max_length=200, description="Name of a district.")
    office: Annotated[str | None, AnyWillDo] = Field(None, max_length=200, description="Slug of an office.")
    kind: Annotated[EventKind | None, AnyWillDo] = None
    tool: Annotated[ParticipationTool | None, AnyWillDo] = Field(None, description="A participation tool it is about.")
    accessible: Annotated[bool | None, AnyWillDo] = Field(
        None,
        description="At an office with a step-free entrance, online, or step-free as the event says.",
    )
    places: Annotated[bool | None, AnyWillDo] = Field(None, description="One can sign up, and there are places left.")

    def conditions(self, offices: Sequence[OfficeChoice], now: datetime) -> list[ColumnElement[bool]]:
        """What the rows of the table must fulfil; `offices` are all there are."""
        found: list[ColumnElement[bool]] = [Event.status.in_(PUBLIC)]
        if self.district or self.office:
            found.append(Event.office_id.in_([one.id for one in offices if self._chosen(one)]))
        found += [_step_free([one.id for one in offices if one.step_free])] if self.accessible else []
        found += [Event.kind == self.kind] if self.kind else []
        found += [Event.tools.contains([self.tool.value])] if self.tool else []
        found += [_has_places(now)] if self.places else []
        found += [_said(self.q)] if self.q else []
        return found

    def _chosen(self, office: OfficeChoice) -> bool:
        return (not self.district or office.district_name == self.district) and (
            not self.office or office.slug == self.office
        )

    @property
    def reads_rows(self) -> bool:
        """Whether what is asked for stands in no ordered index."""
        return bool(self.q or self.tool or self.places or self.accessible)

    def address(self, **more: str) -> str:
        """The filter as in an address, with `more` behind it; empty if nothing is filtered."""
        asked = self.model_dump(mode="json", include=set(CalendarFilter.model_fields), exclude_defaults=True)
        said = {name: "true" if value is True else value for name, value in asked.items() if value is not False}
        return urlencode(said | more)


async def choosable_offices(session: AsyncSession) -> list[OfficeChoice]:
    """In the order of their names."""
    columns = [getattr(OfficeCopy, name) for name in OfficeChoice.model_fields if name != "step_free"]
    query = select(*columns, OfficeCopy.accessibility).order_by(OfficeCopy.name, OfficeCopy.id)
    rows = await session.execute(query)
    return [
        OfficeChoice(
            id=row.id,
            slug=row.slug,
            name=row.name,
            name_en=row.name_en,
            district_name=row.district_name,
            district_name_en=row.district_name_en,
            step_free=OfficeAccessibility.STEP_FREE_ENTRANCE in (row.accessibility or ()),
        )
        for row in rows
    ]


def coming(now: datetime) -> list[ColumnElement[bool]]:
    """Not over yet; a cancelled one that was to come is among them, so that people learn of it."""
    # The beginning is what the index knows; no event is longer than LONGEST.
    return [Event.starts_at > now - LONGEST, Event.ends_at > now, Event.status != EventStatus.HELD]


def past(now: datetime) -> list[ColumnElement[bool]]:
    """A cancelled event that is over never took place; one whose report is in is past, whatever was planned."""
    over = or_(Event.ends_at <= now, Event.status == EventStatus.HELD)
    return [Event.starts_at <= now, over, Event.status != EventStatus.CANCELLED]


def in_days(first: date, after: date, now: datetime) -> list[ColumnElement[bool]]:
    """Those that start from `first` until before `after`, by Kyiv time; without what was cancelled and is over."""
    start, end = (datetime.combine(day, time(), KYIV) for day in (first, after))
    never = and_(Event.status == EventStatus.CANCELLED, Event.ends_at <= now)
    return [Event.starts_at >= start, Event.starts_at < end, not_(never)]


def next_day(day: date) -> date:
    return day + timedelta(days=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def words_of(q: str) -> list[str]:
    """What to look for: the words, without the endings that change with the case, and without single letters."""
    words = re.findall(r"[^\W_]+", _NOT_HEARD.sub("", q.lower()))
    return [_stem(word) for word in words if len(word) >= SHORTEST_WORD]


def _stem(word: str) -> str:
    """`петиція`, `петиції` and `петицію` are `петиц`."""
    ending = _ENDING.search(word)
    kept = max(ending.start(), len(word) - LONGEST_ENDING, SHORTEST_STEM) if ending else len(word)
    return word[:kept]


def _said(q: str) -> ColumnElement[bool]:
    """All its words, whatever the case; by the index of migration 0004."""
    sought = " & ".join(f"{word}:*" for word in words_of(q))
    return Event.words.bool_op("@@")(func.to_tsquery("simple", func.event_letters(sought)))


def _step_free(offices: Sequence[UUID]) -> ColumnElement[bool]:
    """What an office says holds in its rooms only: elsewhere the event speaks for itself, and online there are none."""
    in_a_room = Event.room_id != Event.id
    return or_(
        and_(in_a_room, Event.office_id.in_(offices)),
        Event.accessibility.contains([Accessibility.STEP_FREE.value]),
        Event.mode == EventMode.ONLINE,
    )


def _has_places(now: datetime) -> ColumnElement[bool]:
    closes_at = func.coalesce(Event.sign_up_closes_at, Event.starts_at)
    return and_(Event.status == EventStatus.SCHEDULED, closes_at > now, Event.places_taken < Event.capacity)
