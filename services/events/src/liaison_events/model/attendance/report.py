"""The report of an event: what was decided, who took part, where to read on; corrected with a reason only."""

import re
from datetime import datetime
from typing import Annotated, Any

from liaison_contracts.events import AttendingOrganisation, EventHeld, EventReportCorrected
from liaison_kit.database import Aggregate
from liaison_kit.errors import Refusal
from liaison_kit.formats.links import Link
from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy.orm import Mapped
from stdnum.ua import edrpou

from liaison_events.model.calendar.event import Event
from liaison_events.model.tables import Base
from liaison_events.model.texts import Line, Text

MOST = 50


class WrongEdrpou(Refusal):
    """{code} is not a code of the state register: it has 8 digits, and a check digit that must be right."""

    field = "organisations"


class OrganisationUnnamed(Refusal):
    """Write the organisation's name after its code."""

    field = "organisations"


def _lines(given: Any) -> Any:
    """A form sends one text, a line for each."""
    return [line.strip() for line in given.splitlines() if line.strip()] if isinstance(given, str) else given


Addresses = Annotated[list[Link], BeforeValidator(_lines), Field(max_length=MOST)]
Sentence = Annotated[Line, Field(max_length=500)]


class Report(BaseModel):
    """`attendance` is everybody who was checked in or counted, if left out. All else is public: no participant's name.

    `organisations`: a name each, with its EDRPOU before it where it is known: `14360570 ГО «Приклад»`.
    """

    attendance: int | None = Field(None, ge=0, le=100_000, description="People who came.")
    outcome: Text = Field(max_length=2000)
    decisions: Annotated[list[Sentence], BeforeValidator(_lines), Field(max_length=MOST)] = []
    organisations: Annotated[list[Sentence], BeforeValidator(_lines), Field(max_length=MOST)] = []
    links: Addresses = []
    photos: Addresses = []


class EventReport(Aggregate, Base):
    """What a report says beside the numbers that stand with the event, whose id it has."""

    __tablename__ = "event_report"

    decisions: Mapped[list[str]]
    organisations: Mapped[list[dict[str, Any]]]
    links: Mapped[list[str]]
    photos: Mapped[list[str]]
    given_at: Mapped[datetime]
    corrected_at: Mapped[datetime | None]

    def write(self, report: Report) -> None:
        self.decisions, self.links, self.photos = report.decisions, report.links, report.photos
        self.organisations = [organisation(line).model_dump() for line in report.organisations]

    def attending(self) -> list[AttendingOrganisation]:
        return [AttendingOrganisation.model_validate(one) for one in self.organisations]


def organisation(line: str) -> AttendingOrganisation:
    """An organisation as it was typed: its code, if it begins with digits, and its name."""
    found = re.fullmatch(r"([0-9]{6,})\b[\s,;:—–-]*(.*)", line)
    if not found:
        return AttendingOrganisation(name=line)
    if not edrpou.is_valid(found[1]) or found[1] == "00000000":
        raise WrongEdrpou(code=found[1])
    if not found[2]:
        raise OrganisationUnnamed
    return AttendingOrganisation(name=found[2], edrpou=found[1])


def held(event: Event, report: EventReport | None) -> dict[str, Any]:
    """What a fact about the report says; an event that was closed before reports had more has none of it."""
    state = event.state()
    more = {"decisions": report.decisions, "links": report.links, "photos": report.photos} if report else {}
    return more | {
        "occurred_on": event.day,
        "state": state,
        "attendance": state.attendance or 0,
        "tools": state.tools,
        "outcome": event.outcome or "",
        "organisations": report.attending() if report else [],
    }


def held_fact(event: Event, report: EventReport) -> EventHeld:
    return EventHeld(**held(event, report))


def corrected_fact(event: Event, report: EventReport | None) -> EventReportCorrected:
    return EventReportCorrected(**held(event, report))


def said(event: Event, report: EventReport | None) -> dict[str, Any]:
    """The whole report, as the history of corrections keeps it."""
    return EventHeld(**held(event, report)).model_dump(mode="json", exclude={"state", "occurred_on", "tools"})
