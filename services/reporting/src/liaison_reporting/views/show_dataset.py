"""Show a dataset: what its fields mean, its files, and what changed from edition to edition."""

from datetime import date, datetime

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, ConfigDict

from liaison_reporting.model.open_data.dictionary import Kind
from liaison_reporting.model.open_data.editions import editions_of, published
from liaison_reporting.model.open_data.known import dataset_called, publisher_now
from liaison_reporting.model.open_data.publisher import LICENCE
from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


class Column(BaseModel):
    """A field; `title` and `description` are English."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    title: str
    description: str
    kind: Kind
    required: bool
    values: tuple[str, ...]


class Edition(BaseModel):
    """An edition: how many rows it has, and how many are new, changed or gone since the one before."""

    model_config = ConfigDict(from_attributes=True)

    edition: int
    published_at: datetime
    current_to: datetime | None
    sha256: str
    size: int
    rows: int
    rows_added: int
    rows_changed: int
    rows_removed: int


class DatasetPage(BaseModel):
    """`checked_on`: when the file was last compared with the facts; null before the first edition."""

    name: str
    title: str
    about: str
    keywords: str
    publisher: str
    publisher_en: str
    url: str
    licence: str
    columns: list[Column]
    key: list[str]
    published: bool
    checked_on: date | None
    editions: list[Edition]
    current_to: datetime | None


@router.get("/data/sets/{dataset}")
async def show_dataset(session: Session, settings: CurrentSettings, dataset: str) -> DatasetPage:
    found = dataset_called(dataset)
    newest = next(iter(await published(session, [found])), None)
    by = await publisher_now(session, settings)
    return DatasetPage(
        name=found.name,
        title=found.title,
        about=found.about,
        keywords=found.keywords,
        publisher=by.name,
        publisher_en=by.name_en,
        url=by.url,
        licence=LICENCE,
        columns=[Column.model_validate(field) for field in found.fields],
        key=list(found.key),
        published=newest is not None,
        checked_on=newest.checked_on if newest else None,
        editions=[Edition.model_validate(one) for one in await editions_of(session, found)],
        current_to=newest.current_to if newest else None,
    )
