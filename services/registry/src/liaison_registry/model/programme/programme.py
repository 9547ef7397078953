"""The programme: the commitment that the network fulfils, its targets and milestones."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, LiteralString
from urllib.parse import urlsplit

from liaison_contracts.registry import (
    Assessment,
    Evidence,
    EvidenceFile,
    Funding,
    Milestone,
    MilestoneStatus,
    ProgrammeState,
)
from liaison_kit.database import Aggregate
from liaison_kit.errors import NotFound
from pydantic_core import PydanticCustomError
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base

MOST_EVIDENCE = 10
EVIDENCE_TEXTS: dict[str, LiteralString] = {
    "evidence_link": "Begin each line with an address, such as https://city.example/act.pdf, then what it is.",
    "evidence_many": "At most ten links.",
}
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
    district_targets: Mapped[list[dict[str, Any]]]
    lessons: Mapped[list[dict[str, Any]]]
    assessments: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))

    def fund(self, funding: Funding) -> None:
        """Keeps the sums of the commitment's money beside what is promised for it."""
        self.funding = funding.model_dump(mode="json")
        self.changed()

    def set_milestone(
        self, number: int, status: MilestoneStatus, note: str | None = None, evidence: Sequence[Evidence] = ()
    ) -> bool:
        """Whether that says anything new; NotFound if there is no such milestone."""
        known = self.milestone(number)
        links = [one.model_dump() for one in evidence]
        said: dict[str, Any] = {"status": status.value, "note": note, "evidence": links}
        if all((known.get(name) or None) == (value or None) for name, value in said.items()):
            return False
        self._say_of(number, said)
        return True

    def show_files(self, number: int, files: Sequence[EvidenceFile]) -> None:
        """Where everybody finds the milestone's files; the files themselves lie apart."""
        self._say_of(number, {"files": [one.model_dump(mode="json") for one in files]})

    def show_assessments(self, assessments: Sequence[Assessment]) -> None:
        """How the commitment stands on OGP's scales now."""
        self.assessments = [one.model_dump(mode="json") for one in assessments]
        self.changed()

    def milestone(self, number: int) -> dict[str, Any]:
        """What is known of it; NotFound if there is no such milestone."""
        known = next((milestone for milestone in self.milestones if milestone["number"] == number), None)
        if known is None:
            raise NotFound
        return known

    def _say_of(self, number: int, said: dict[str, Any]) -> None:
        # A new list: SQLAlchemy does not see a change inside the JSON of the old one.
        self.milestones = [{**m, **said} if m["number"] == number else m for m in self.milestones]
        self.changed()

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
    """What was written here about a milestone stays; its status, unless the file's own has changed."""
    if known is None:
        return milestone
    names = ["note", "evidence", "files"]
    if known.get("status_in_file") == milestone["status_in_file"]:
        names.append("status")
    return milestone | {name: known[name] for name in names if name in known}


def evidence_of(text: str) -> list[Evidence]:
    """Links as a person writes them, one on each line: “https://city.example/act.pdf Act of acceptance”.

    PydanticCustomError for a line that is none, and for more than ten.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = []
    for line in lines:
        url, _, title = line.partition(" ")
        if not re.fullmatch(r"https?://[!-~]{3,500}", url):
            raise PydanticCustomError("evidence_link", EVIDENCE_TEXTS["evidence_link"])
        found.append(Evidence(url=url, title=title.strip() or urlsplit(url).netloc))
    if len(found) > MOST_EVIDENCE:
        raise PydanticCustomError("evidence_many", EVIDENCE_TEXTS["evidence_many"])
    return found


def days_overdue(milestone: Milestone, today: date) -> int:
    """How long ago a milestone that is still under way should have ended; 0 if it is in time or over."""
    return max(0, (today - milestone.ends_on).days) if milestone.status in UNDER_WAY else 0


async def programme_for_update(session: AsyncSession) -> Programme:
    """The commitment, locked until the transaction ends; NotFound before the network was imported."""
    programme = await session.scalar(select(Programme).with_for_update())
    if programme is None:
        raise NotFound
    return programme
