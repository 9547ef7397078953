"""Show the open data: all datasets with their files, how fresh they are, and under which terms they may be used."""

from datetime import date, datetime

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_reporting.model.open_data.editions import published
from liaison_reporting.model.open_data.known import DATASETS, publisher_now
from liaison_reporting.model.open_data.publisher import LICENCE
from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


class Line(BaseModel):
    """A dataset; what its newest edition tells is null before the first. `title` and `about` are English."""

    name: str
    title: str
    about: str
    edition: int | None = None
    rows: int | None = None
    size: int | None = None
    published_at: datetime | None = None
    checked_on: date | None = None


class OpenData(BaseModel):
    """`done`: what the form on this page was just asked for."""

    publisher: str
    publisher_en: str
    url: str
    email: str
    licence: str
    datasets: list[Line]
    done: str | None
    current_to: datetime | None


@router.get("/data")
async def show_open_data(session: Session, settings: CurrentSettings, done: str | None = None) -> OpenData:
    by = await publisher_now(session, settings)
    editions = {one.dataset.name: one for one in await published(session, list(DATASETS.values()))}
    return OpenData(
        publisher=by.name,
        publisher_en=by.name_en,
        url=by.url,
        email=by.email,
        licence=LICENCE,
        datasets=[
            Line(name=one.name, title=one.title, about=one.about, **_told(editions.get(one.name)))
            for one in DATASETS.values()
        ],
        done=done,
        current_to=await newest_fact_at(session),
    )


def _told(edition: object) -> dict[str, object]:
    names = ("edition", "rows", "size", "published_at", "checked_on")
    return {name: getattr(edition, name, None) for name in names}
