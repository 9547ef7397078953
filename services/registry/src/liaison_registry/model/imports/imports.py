"""Imports: what came of them, kept so that nobody has to remember which rows were refused."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from liaison_kit.errors import Conflict, FieldError, Refusal
from pydantic import BaseModel, Field
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base


class BrokenFile(Refusal):
    """The file was not imported: nothing was changed. Correct the places below and send it again."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__(errors=errors)


class ImportKind(StrEnum):
    """What was imported."""

    NETWORK = "network"
    CSOS = "csos"
    POPULATION = "population"
    BASELINE = "baseline"


class ImportStatus(StrEnum):
    """How far an import has come."""

    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What became of a row; `differs`: known here, and otherwise than the file says."""

    WAITING = "waiting"
    ADDED = "added"
    UNCHANGED = "unchanged"
    DIFFERS = "differs"
    REFUSED = "refused"


class ImportIsOver(Conflict):
    """This import is over already: there is nothing left to stop."""


class Counts(BaseModel):
    """How many things an import added, changed, and found as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


class Rejection(BaseModel):
    """A row that was not imported. `sentence` and `values` are what a page translates; they never quote the row."""

    line: int
    field: str
    message: str
    sentence: str = Field(exclude=True)
    values: dict[str, Any] = Field(exclude=True)

    @classmethod
    def of(cls, line: int, field: str, sentence: str, **values: Any) -> "Rejection":
        message = sentence.format(**values) if values else sentence
        return cls(line=line, field=field, message=message, sentence=sentence, values=values)

    def kept(self) -> dict[str, Any]:
        """The form in which it is stored."""
        return dict(self)


class ImportReport(Base):
    """What came of one import. `counts` holds a `Counts` by kind of thing.

    The rows of a register are many: they are in `ImportRow`, `taken` says how far they are taken over, and is the place
    where a process goes on after another was ended. Of figures, `differences` holds what the file changed of them.
    """

    __tablename__ = "import_report"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    dry_run: Mapped[bool]
    made_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]
    rejected: Mapped[list[dict[str, Any]]]
    status: Mapped[str] = mapped_column(default=ImportStatus.DONE)
    rows: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    differing: Mapped[int] = mapped_column(default=0)
    differences: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    def cancel(self) -> None:
        """No further row is taken over; those that were stay. ImportIsOver if there is none left."""
        if self.status != ImportStatus.WAITING:
            raise ImportIsOver
        self.status = ImportStatus.CANCELLED


class ImportRow(Base):
    """A row of a register's file, without anything but what is listed; no officer's name comes as far as this.

    Of a refused row only the place and the reason (`field`, `sentence`, `values`); of one that differs, what the
    registry had `here`.
    """

    __tablename__ = "import_row"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("import_report.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int]
    outcome: Mapped[str]
    edrpou: Mapped[str | None]
    name: Mapped[str | None]
    registered_on: Mapped[date | None]
    field: Mapped[str] = mapped_column(default="")
    sentence: Mapped[str] = mapped_column(default="")
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    here: Mapped[dict[str, Any]] = mapped_column(default=dict)
