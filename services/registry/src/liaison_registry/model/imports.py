"""Imports: what came of them, kept so that nobody has to remember which rows were refused."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from liaison_kit.errors import FieldError, Refusal
from pydantic import BaseModel, Field
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
    """What came of one import. `counts` holds a `Counts` by kind of thing."""

    __tablename__ = "import_report"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    dry_run: Mapped[bool]
    made_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]
    rejected: Mapped[list[dict[str, Any]]]
