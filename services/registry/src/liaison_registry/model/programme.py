"""The programme: the commitment that the network fulfils, its targets and milestones."""

from datetime import date
from typing import Any

from liaison_contracts.registry import Funding, Milestone, MilestoneStatus, ProgrammeState
from liaison_kit.database import Aggregate
from liaison_kit.errors import NotFound
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base

UNDER_WAY = {MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS, MilestoneStatus.STUCK}


class Programme(Aggregate, Base):
    """The commitment. Beside what is public, each milestone keeps `status_in_file`: what the last import said."""

    __tablename__ = "programme"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str]
    hromada_code: Mapped[str]
    hromada_name: Mapped[str]
    hromada_name_en: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    targets: Mapped[list[dict[str, Any]]]
    milestones: Mapped[list[dict[str, Any]]]
    institutions: Mapped[list[dict[str, Any]]]
    funding: Mapped[dict[str, Any] | None]

    def fund(self, funding: Funding) -> None:
        """Keeps the sums of the commitment's money beside what is promised for it."""
        self.funding = funding.model_dump(mode="json")
        self.changed()

    def set_milestone(self, number: int, status: MilestoneStatus) -> bool:
        """Whether the status is new; NotFound if there is no such milestone."""
        if all(milestone["number"] != number for milestone in self.milestones):
            raise NotFound
        if any(m["number"] == number and m["status"] == status for m in self.milestones):
            return False
        # A new list: SQLAlchemy does not see a change inside the JSON of the old one.
        self.milestones = [{**m, "status": status.value} if m["number"] == number else m for m in self.milestones]
        self.changed()
        return True

    def adopt(self, plan: dict[str, Any]) -> bool:
        """Takes over a plan; whether it says anything new.

        A milestone's status that was set here stays, unless the plan's own status differs from what it was last time.
        """
        before = self.state()
        known = {milestone["number"]: milestone for milestone in self.milestones}
        for name, value in plan.items():
            setattr(self, name, value)
        self.milestones = [_with_status_kept(m, known.get(m["number"])) for m in plan["milestones"]]
        if self.state() == before:
            return False
        self.changed()
        return True

    def state(self) -> ProgrammeState:
        return ProgrammeState.model_validate(self, from_attributes=True)


def _with_status_kept(milestone: dict[str, Any], known: dict[str, Any] | None) -> dict[str, Any]:
    if known is None or known.get("status_in_file") != milestone["status_in_file"]:
        return milestone
    return {**milestone, "status": known["status"]}


def days_overdue(milestone: Milestone, today: date) -> int:
    """How long ago a milestone that is still under way should have ended; 0 if it is in time or over."""
    return max(0, (today - milestone.ends_on).days) if milestone.status in UNDER_WAY else 0
