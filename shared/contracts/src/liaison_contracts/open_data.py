"""The open data of the network: which editions its datasets have."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from liaison_contracts.fact import Fact


class DatasetPublished(Fact):
    """A dataset of the open data has a new edition: its file is another than before."""

    dataset_id: UUID = Field(description="The same in every network: made of the dataset's name.")
    name: str = Field(description="Its name in addresses: the file is /data/sets/{name}.csv.")
    edition: int = Field(ge=1, description="Rises by one with each edition.")
    published_at: datetime = Field(description="UTC.")
    current_to: datetime | None = Field(description="When the newest fact in it was recorded, UTC; null: none was.")
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Of the file, in lower-case hexadecimal.")
    size: int = Field(ge=0, description="Of the file, in bytes.")
    rows: int = Field(ge=0)
    rows_added: int = Field(ge=0, description="Rows that the edition before did not have.")
    rows_changed: int = Field(ge=0, description="Rows that the edition before had with other values.")
    rows_removed: int = Field(ge=0, description="Rows that only the edition before had.")

    @property
    def key(self) -> UUID:
        return self.dataset_id

    @property
    def sequence(self) -> int:
        return self.edition
