"""manifest.json: what is in a backup, to be checked without a database, and restored by any later release."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from liaison_cli.trouble import Trouble

NAME = "manifest.json"
FORMAT = 1
BLOCK = 1 << 20


class Part(BaseModel):
    """A file of the backup, by its path in the folder."""

    file: str
    bytes: int
    sha256: str


class Table(Part):
    """A table's rows, as PostgreSQL's COPY writes text, compressed by gzip."""

    name: str
    columns: list[str]
    rows: int


class DatabaseContent(BaseModel):
    """One service's database."""

    kit_version: str
    schema_version: str
    epoch: int
    tables: list[Table]
    sequences: dict[str, int | None]

    def rows(self, table: str) -> int:
        return next((one.rows for one in self.tables if one.name == table), 0)


class Carried(Part):
    """Records that no fact log keeps, as they stood on Kafka: a JSON object a line, compressed by gzip."""

    records: int


class Manifest(BaseModel):
    """The whole backup."""

    format: int = FORMAT
    made_at: datetime
    release: str
    topic_prefix: str
    databases: dict[str, DatabaseContent]
    carried: Carried | None
    beside: dict[str, Part]

    @property
    def parts(self) -> list[Part]:
        tables = [table for one in self.databases.values() for table in one.tables]
        return [*tables, *([self.carried] if self.carried else []), *self.beside.values()]


def read(folder: Path) -> Manifest:
    """Trouble where there is no backup, or one that this release cannot read."""
    path = folder / NAME
    if not path.is_file():
        unfinished = " It was never finished." if folder.name.endswith(".unfinished") else ""
        inside = sorted(one.parent.name for one in folder.glob(f"*/{NAME}"))
        named = f" Backups in it: {', '.join(inside)}." if inside else ""
        raise Trouble(f"{folder} is no backup: there is no {NAME} in it.{unfinished}{named}")
    try:
        found = Manifest.model_validate_json(path.read_text())
    except ValidationError as error:
        raise Trouble(f"{path} is damaged: {error.error_count()} places are not what they must be.") from None
    if found.format > FORMAT:
        raise Trouble(
            f"{folder} was made by a newer Liaison ({found.release}): restore it with that release or a later one."
        )
    return found


def check(folder: Path, found: Manifest) -> Iterator[str]:
    """A sentence for each part that is not as it was written; every byte is read, compressed ones unpacked."""
    for part in found.parts:
        path = folder / part.file
        if not path.is_file():
            yield f"{part.file} is missing"
        elif (digest := sum_of(path)) != part.sha256:
            yield f"{part.file} is not what was written: its SHA-256 is {digest[:12]}…, not {part.sha256[:12]}…"
        elif isinstance(part, Table) and (rows := _lines(path)) != part.rows:
            yield f"{part.file} has {rows} rows, not {part.rows}"
        elif isinstance(part, Carried) and (records := _lines(path)) != part.records:
            yield f"{part.file} has {records} records, not {part.records}"


def sum_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def part_of(folder: Path, path: Path) -> dict[str, str | int]:
    """What a Part says of a file that is written."""
    return {"file": str(path.relative_to(folder)), "bytes": path.stat().st_size, "sha256": sum_of(path)}


def _lines(path: Path) -> int:
    """COPY writes a line break within a value as \\n: a line is a row. -1 where it cannot be unpacked."""
    count = 0
    try:
        with gzip.open(path) as stream:
            while block := stream.read(BLOCK):
                count += block.count(b"\n")
    except (OSError, EOFError, zlib.error):
        return -1
    return count
