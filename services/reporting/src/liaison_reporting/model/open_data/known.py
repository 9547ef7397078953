"""Every dataset there is, by the name in its address."""

from typing import Protocol

from liaison_kit import database
from liaison_kit.errors import NotFound
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.open_data.activity_sets import CONSULTATIONS, EVENTS, FIGURES
from liaison_reporting.model.open_data.commitment_sets import MILESTONES, TARGETS
from liaison_reporting.model.open_data.dataset import Dataset
from liaison_reporting.model.open_data.editions import Published, PublishedFile, published
from liaison_reporting.model.open_data.grant_sets import GRANTS
from liaison_reporting.model.open_data.network_sets import DISTRICTS, OFFICES, ORGANISATIONS
from liaison_reporting.model.open_data.period_sets import PERIODS
from liaison_reporting.model.open_data.publisher import Publisher, publisher

DATASETS = {
    one.name: one
    for one in (EVENTS, OFFICES, DISTRICTS, ORGANISATIONS, FIGURES, CONSULTATIONS, GRANTS, MILESTONES, TARGETS, PERIODS)
}


class OpenDataSettings(Protocol):
    """What of the service's settings is said about the open data."""

    @property
    def url(self) -> str: ...
    @property
    def open_data_email(self) -> str: ...
    @property
    def open_data_person(self) -> str: ...
    @property
    def open_data_edrpou(self) -> str: ...


def dataset_called(name: str) -> Dataset:
    """NotFound if there is none of this name."""
    if name not in DATASETS:
        raise NotFound
    return DATASETS[name]


async def publisher_now(session: AsyncSession, settings: OpenDataSettings) -> Publisher:
    """Who publishes, as this network is set up."""
    contact = (settings.open_data_email, settings.open_data_person, settings.open_data_edrpou)
    return await publisher(session, settings.url, *contact)


async def one_published(session: AsyncSession, name: str) -> Published:
    """A dataset with its newest edition; NotFound before its first."""
    found = await published(session, [dataset_called(name)])
    if not found:
        raise NotFound
    return found[0]


async def file_of(session: AsyncSession, name: str) -> PublishedFile:
    """The file of a dataset's newest edition; NotFound before its first."""
    return await database.get(session, PublishedFile, name)
