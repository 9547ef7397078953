"""Files that show how far a milestone is: their content lies in a table of its own, their addresses in the state."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from liaison_contracts.registry import EvidenceFile as EvidenceFileState
from liaison_kit.errors import Conflict, NotFound
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.files.pictures import drawn_anew
from liaison_registry.model.files.uploaded_files import PICTURES, MediaType, checked_file
from liaison_registry.model.metadata import Base
from liaison_registry.model.programme.programme import Programme

LARGEST = 10 * 1024 * 1024
MOST_FILES = 3
"""OGP's end-of-commitment form takes as many, and as large."""
LONGEST_SIDE = 4000
"""Pixels: a scanned page stays readable."""
ENDINGS = {
    MediaType.PDF: "pdf",
    MediaType.JPEG: "jpg",
    MediaType.PNG: "png",
    MediaType.DOCX: "docx",
    MediaType.XLSX: "xlsx",
    MediaType.ODT: "odt",
    MediaType.ODS: "ods",
}


class EnoughFiles(Conflict):
    """A milestone has {most} files at most: remove one first."""

    field = "file"


class EvidenceFile(Base):
    """One file; `place` tells it from the milestone's others, so that the database refuses a fourth."""

    __tablename__ = "evidence_file"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    milestone: Mapped[int]
    place: Mapped[int]
    title: Mapped[str]
    title_en: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    added_at: Mapped[datetime]


class Kept(NamedTuple):
    """What is kept of an upload."""

    media_type: MediaType
    content: bytes


def evidence_file_of(uploaded: bytes) -> Kept:
    """What was sent, and of a picture what is to be seen, without place, time and owner; UnfitFile for anything else.

    It takes a processor for as long as a second: call it in a thread.
    """
    kind = checked_file(uploaded, ENDINGS, LARGEST)
    return Kept(kind, drawn_anew(uploaded, kind, LONGEST_SIDE).content if kind in PICTURES else uploaded)


async def free_place(session: AsyncSession, programme: Programme, number: int) -> int:
    """Where the milestone's next file goes; EnoughFiles where all places are taken, NotFound without the milestone."""
    programme.milestone(number)
    mine = (EvidenceFile.programme_id == programme.id) & (EvidenceFile.milestone == number)
    taken = set(await session.scalars(select(EvidenceFile.place).where(mine)))
    free = [place for place in range(1, MOST_FILES + 1) if place not in taken]
    if not free:
        raise EnoughFiles(most=MOST_FILES)
    return free[0]


async def file_of(session: AsyncSession, programme: Programme, number: int, file_id: UUID) -> EvidenceFile:
    """The file, NotFound if it is not this milestone's."""
    file = await session.get(EvidenceFile, file_id)
    if file is None or (file.programme_id, file.milestone) != (programme.id, number):
        raise NotFound
    return file


async def take_over_files(session: AsyncSession, programme: Programme, number: int) -> None:
    """Brings into the programme's state what its rows say; call it after they were changed, with it locked."""
    await session.flush()
    named = (EvidenceFile.id, EvidenceFile.title, EvidenceFile.title_en, EvidenceFile.media_type)
    mine = (EvidenceFile.programme_id == programme.id) & (EvidenceFile.milestone == number)
    rows = select(*named, func.octet_length(EvidenceFile.content).label("size")).where(mine)
    programme.show_files(
        number,
        [
            EvidenceFileState(**row._asdict(), path=f"/programme/evidence/{row.id}")
            for row in await session.execute(rows.order_by(EvidenceFile.added_at, EvidenceFile.place))
        ],
    )
