"""What a report is made of: tables of cells, each column with its definition; the same for page, file and program."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from liaison_kit import clock
from liaison_kit.clock import KYIV
from liaison_kit.formats.written import LeftEmpty
from pydantic import BaseModel, ConfigDict, Field, model_validator

from liaison_reporting.model.figures import Day, Year
from liaison_reporting.model.months import next_month

Quarter = Annotated[int, Field(ge=1, le=4)]


class Asked(BaseModel):
    """What a report is asked about; what is left out is not narrowed down.

    `as_of`: only what had happened by the end of this day. `known`: only what had been recorded by the end of it.
    `programme`: the code of a commitment; the current one if left out.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    year: Annotated[Year | None, LeftEmpty] = None
    quarter: Annotated[Quarter | None, LeftEmpty, Field(description="Of the year: 1 to 4.")] = None
    first: Annotated[Day | None, LeftEmpty, Field(description="First day; instead of a year.")] = None
    last: Annotated[Day | None, LeftEmpty, Field(description="Last day, itself included; instead of a year.")] = None
    as_of: Annotated[Day | None, LeftEmpty] = None
    known: Annotated[Day | None, LeftEmpty] = None
    office: Annotated[str | None, LeftEmpty, Field(description="Its short name, as in its address.")] = None
    district: Annotated[str | None, LeftEmpty, Field(description="Its KATOTTG code.")] = None
    programme: Annotated[str | None, LeftEmpty] = None

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.first and self.last and self.last < self.first:
            raise ValueError("last lies before first")
        return self

    def days(self, today: date) -> tuple[date, date]:
        """First and last day, both included, that are asked about."""
        first, last = self.first or date.min, self.last or date.max
        if self.year:
            first, last = date(self.year, 1, 1), date(self.year, 12, 31)
            if self.quarter:
                first = date(self.year, 3 * self.quarter - 2, 1)
                last = next_month(date(self.year, 3 * self.quarter, 1)) - timedelta(days=1)
        return first, min(last, self.as_of or today, today)

    @property
    def known_until(self) -> datetime | None:
        """The last moment of the day `known` in Kyiv, UTC; None: as known now, which the figures hold added up."""
        if self.known is None or self.known >= clock.today():
            return None
        return datetime.combine(self.known, time.max, KYIV).astimezone(UTC)


class Unit(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"  # 0.25 is shown as 25 %
    RATE = "rate"  # a number with one decimal
    MONEY = "money"  # kopiykas
    DAY = "day"
    MONTH = "month"  # its first day


class Label(BaseModel):
    """Words of ours, in English; every page and file shows them in its language."""

    text: str


class Named(BaseModel):
    """What has a name of its own in both languages; `link` leads to its page."""

    name: str
    name_en: str
    link: str | None = None


class Hidden(BaseModel):
    """A number that is not shown, because it is so small that people could be recognised, or would tell one that is."""

    hidden: bool = True


HIDDEN = Hidden()
Cell = int | float | date | Label | Named | Hidden | str | None
"""None: not known."""


class Column(BaseModel):
    """`title` and `definition` are words of ours, in English."""

    key: str
    title: str
    unit: Unit = Unit.NUMBER
    definition: str | None = None


class ChartKind(StrEnum):
    """How a table is drawn."""

    BARS = "bars"
    STACKED = "stacked"
    LINES = "lines"


class Chart(BaseModel):
    """Which columns of the table are drawn: `across` along the axis, `columns` as values."""

    kind: ChartKind
    across: str
    columns: list[str]


class Table(BaseModel):
    """`rows` and `total` name the columns' keys; `empty` is said instead of a table without rows, `notes` below it."""

    key: str
    title: str
    columns: list[Column]
    rows: list[dict[str, Cell]]
    total: dict[str, Cell] | None = None
    empty: str
    notes: list[str] = []
    chart: Chart | None = None


class Report(BaseModel):
    """`current_to`: when the newest fact in it was recorded, UTC; `office_id` of a report about one office.

    `city`: the community whose network it is; filled in for every report (`make_report`).
    """

    name: str
    title: str
    about: Named | None = None
    city: Named | None = None
    office_id: UUID | None = None
    asked: Asked
    tables: list[Table]
    current_to: datetime | None
