"""The catalogue of the network's services: what an office can help a resident with (HSDS 3.0, `service`)."""

from enum import StrEnum

from liaison_contracts.registry import ServiceArea
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from pydantic import BaseModel, Field
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.written import Lines
from liaison_registry.model.text import OneLine

OLDEST = 120


class AlreadyInCatalogue(Conflict):
    """There is a service of this name already."""

    field = "name"


class Retired(Conflict):
    """This service has been retired: no office offers it any more."""


class AgesCrossed(Refusal):
    """The oldest age must not lie below the youngest."""

    field = "max_age"


class CatalogueStatus(StrEnum):
    """Whether offices may offer it."""

    ACTIVE = "active"
    RETIRED = "retired"


class WrittenTerms(BaseModel):
    """On what terms it is given: nothing about cost means free of charge; one document on each line."""

    eligibility: Lines | None = Field(None, description="Who may have it; nothing: everybody.")
    eligibility_en: Lines | None = None
    documents: Lines | None = Field(None, description="What to bring, one on each line.")
    documents_en: Lines | None = None
    cost: OneLine | None = Field(None, max_length=200, description="Nothing: free of charge.")
    cost_en: OneLine | None = Field(None, max_length=200)


class WrittenService(WrittenTerms):
    """A service as a coordinator describes it."""

    name: OneLine = Field(min_length=1, max_length=200)
    name_en: OneLine = Field(min_length=1, max_length=200)
    description: Lines = Field(min_length=1)
    description_en: Lines = Field(min_length=1)
    area: ServiceArea
    min_age: int | None = Field(None, ge=0, le=OLDEST, description="Years.")
    max_age: int | None = Field(None, ge=0, le=OLDEST, description="Years.")


class ServiceState(WrittenService):
    """A service of the catalogue, as it is shown."""

    id: str
    version: int
    status: CatalogueStatus


class Terms:
    """Columns of the terms on which a service is given."""

    eligibility: Mapped[str | None]
    eligibility_en: Mapped[str | None]
    documents: Mapped[str | None]
    documents_en: Mapped[str | None]
    cost: Mapped[str | None]
    cost_en: Mapped[str | None]

    def keep_terms(self, terms: WrittenTerms) -> None:
        """A field that was left empty says nothing."""
        for name in WrittenTerms.model_fields:
            setattr(self, name, getattr(terms, name) or None)


class CatalogueService(Terms, Aggregate, Base):
    """One service of the catalogue; active until it is retired for good."""

    __tablename__ = "service"

    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    description: Mapped[str]
    description_en: Mapped[str]
    area: Mapped[str]
    min_age: Mapped[int | None]
    max_age: Mapped[int | None]
    status: Mapped[str] = mapped_column(default=CatalogueStatus.ACTIVE)

    def describe(self, written: WrittenService) -> None:
        """Says all of it anew; AgesCrossed, or Retired for one that is no longer given."""
        if self.status == CatalogueStatus.RETIRED:
            raise Retired
        if written.min_age is not None and written.max_age is not None and written.max_age < written.min_age:
            raise AgesCrossed
        self.keep_terms(written)
        for name in ("name", "name_en", "description", "description_en", "area", "min_age", "max_age"):
            setattr(self, name, getattr(written, name))

    def retire(self) -> None:
        """No office may offer it from now on; Retired if that was so already."""
        if self.status == CatalogueStatus.RETIRED:
            raise Retired
        self.status = CatalogueStatus.RETIRED
        self.changed()

    def must_be_active(self) -> None:
        if self.status == CatalogueStatus.RETIRED:
            raise Retired

    def state(self) -> ServiceState:
        values = {name: getattr(self, name) for name in ServiceState.model_fields}
        return ServiceState.model_validate(values | {"id": str(self.id)})
