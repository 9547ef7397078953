"""Editions of datasets: which there were, and the file of the newest one, which stays as it is until the next.

A file is published as it is, so that its checksum holds for whoever reads the package first and the file later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid5

from liaison_contracts.open_data import DatasetPublished
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_reporting.model.kept import Base, Kept, keep
from liaison_reporting.model.open_data.dataset import Dataset, compare, content_of, digest, rows_in

ONE_AT_A_TIME = text("select pg_try_advisory_xact_lock(7237240)")


class DatasetEdition(Kept, Base):
    """An edition that was published, and how many rows of it were new, changed or gone."""

    __tablename__ = "dataset_edition"

    name: Mapped[str]
    edition: Mapped[int]
    published_at: Mapped[datetime]
    current_to: Mapped[datetime | None]
    sha256: Mapped[str]
    size: Mapped[int]
    rows: Mapped[int]
    rows_added: Mapped[int]
    rows_changed: Mapped[int]
    rows_removed: Mapped[int]


class PublishedFile(Base):
    """The file of a dataset's newest edition. `checked_on`: the day on which it was last compared with the facts."""

    __tablename__ = "published_file"

    name: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[int]
    content: Mapped[bytes]
    sha256: Mapped[str]
    rows: Mapped[int]
    published_at: Mapped[datetime]
    current_to: Mapped[datetime | None]
    checked_on: Mapped[date | None]


@dataclass(frozen=True)
class Published:
    """A dataset with its newest edition, as the documents about the open data describe it."""

    dataset: Dataset
    edition: int
    sha256: str
    size: int
    rows: int
    published_at: datetime
    current_to: datetime | None
    checked_on: date | None
    first_published_at: datetime


async def keep_edition(session: AsyncSession, fact: DatasetPublished) -> None:
    """An edition as it was told, whichever is read first."""
    told = fact.model_dump(exclude={"occurred_on", "dataset_id"})
    await keep(session, DatasetEdition, id=uuid5(fact.dataset_id, str(fact.edition)), version=1, **told)


async def next_edition(
    session: AsyncSession, dataset: Dataset, now: datetime, today: date, current_to: datetime | None
) -> DatasetPublished | None:
    """Compares the dataset's file with the facts; what to tell if it has changed, and the file is then the new one."""
    content = await content_of(dataset, session)
    file = await session.get(PublishedFile, dataset.name)
    if file is not None and file.content == content:
        file.checked_on, file.current_to = today, current_to
        return None
    changes = compare(dataset, file.content if file else None, content)
    newest = select(func.max(DatasetEdition.edition)).where(DatasetEdition.name == dataset.name)
    fact = DatasetPublished(
        occurred_on=today,
        dataset_id=dataset.id,
        name=dataset.name,
        edition=max(file.edition if file else 0, await session.scalar(newest) or 0) + 1,
        published_at=now,
        current_to=current_to,
        sha256=digest(content),
        size=len(content),
        rows=rows_in(content),
        **vars(changes),
    )
    columns = fact.model_dump(include={"name", "edition", "published_at", "current_to", "sha256", "rows"})
    await session.merge(PublishedFile(content=content, checked_on=today, **columns))
    return fact


async def to_check(session: AsyncSession, datasets: Sequence[Dataset], today: date) -> Dataset | None:
    """The next dataset whose file was not compared with the facts today; None as well if another process does so."""
    if not await session.scalar(ONE_AT_A_TIME):
        return None
    checked = set(await session.scalars(select(PublishedFile.name).where(PublishedFile.checked_on == today)))
    return next((one for one in datasets if one.name not in checked), None)


async def published(session: AsyncSession, datasets: Sequence[Dataset]) -> list[Published]:
    """Those of the datasets that were published, each with its newest edition."""
    file, size = PublishedFile, func.octet_length(PublishedFile.content)
    columns = (file.name, file.edition, file.sha256, size.label("size"), file.rows, file.published_at, file.current_to)
    files = {row.name: row._asdict() for row in await session.execute(select(*columns, file.checked_on))}
    began = select(DatasetEdition.name, func.min(DatasetEdition.published_at)).group_by(DatasetEdition.name)
    first = {row[0]: row[1] for row in await session.execute(began)}
    found = []
    for one in datasets:
        if about := files.get(one.name):
            began_at = first.get(about.pop("name")) or about["published_at"]
            found.append(Published(one, first_published_at=began_at, **about))
    return found


async def editions_of(session: AsyncSession, dataset: Dataset) -> list[DatasetEdition]:
    """All editions of a dataset, the newest first."""
    query = select(DatasetEdition).where(DatasetEdition.name == dataset.name)
    return list(await session.scalars(query.order_by(DatasetEdition.edition.desc())))
