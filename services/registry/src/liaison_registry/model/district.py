"""Starosta districts: the administrative parts of the community."""

from datetime import date
from typing import Any

from liaison_contracts.registry import DistrictState
from liaison_kit.database import Aggregate
from liaison_kit.errors import Refusal
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base


class UnknownDistrict(Refusal):
    """There is no such district in the registry."""

    field = "district_id"


class District(Aggregate, Base):
    """A starosta district."""

    __tablename__ = "district"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    seat: Mapped[str]
    seat_en: Mapped[str]
    joined_on: Mapped[date]

    def differences(self, plan: dict[str, Any]) -> list[str]:
        """Columns in which `plan` says something else."""
        return [name for name, value in plan.items() if getattr(self, name) != value]

    def state(self) -> DistrictState:
        return DistrictState.model_validate(self, from_attributes=True)
