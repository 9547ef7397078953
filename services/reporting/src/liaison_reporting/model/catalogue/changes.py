"""The versions of a contract as the catalogue tells of them."""

from collections.abc import Iterator

from liaison_contracts.compatibility import Kind
from liaison_contracts.history import changelog
from pydantic import BaseModel

from liaison_reporting.model.catalogue.topics import PUBLISHED


class ChangeLine(BaseModel):
    """What a version brought to one field."""

    kind: Kind
    path: str
    detail: str


class VersionLine(BaseModel):
    """A version, with the release that brought it (null: the next one) and what is new in it."""

    number: str
    name: str
    release: str | None
    changes: list[ChangeLine]


def versions_of(contract: str) -> Iterator[VersionLine]:
    """Of a CloudEvents type, newest first."""
    for entry in changelog(PUBLISHED, contract):
        yield VersionLine(
            number=entry.version.number,
            name=entry.version.name,
            release=entry.version.release,
            changes=[ChangeLine(kind=one.kind, path=one.path, detail=one.detail) for one in entry.changes],
        )
