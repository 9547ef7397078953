"""The data dictionary: what a field means, whichever dataset it stands in, and which values it may have.

Address fields have the names of the recommendations for Cabinet Resolution 835 of 21 October 2015
(data.gov.ua/pages/835-rec-reference-book; github.com/tapas-opendata/decreet-835), which are those of the EU's Core
Location Vocabulary; atuCode is the KATOTTG code.
"""

from dataclasses import dataclass
from enum import StrEnum

from liaison_contracts.events import EventKind
from liaison_contracts.registry import MilestoneStatus, OfficeStatus

from liaison_reporting.model.open_data.words import FIELD_TEXTS


class Kind(StrEnum):
    """Types of Table Schema, as datapackage.org names them."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    MONTH = "yearmonth"
    YEAR = "year"
    BOOLEAN = "boolean"
    MOMENT = "datetime"


@dataclass(frozen=True)
class Field:
    """One column. What is not `required` may be empty; `values` are all that there are, in the order of their lives."""

    name: str
    kind: Kind = Kind.STRING
    required: bool = True
    values: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: int | None = None

    @property
    def title(self) -> str:
        return FIELD_TEXTS[self.name]

    @property
    def description(self) -> str:
        return FIELD_TEXTS[f"{self.name}_about"]


_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ALL = (
    *(Field(f"{name}_id", pattern=_ID) for name in ("event", "office", "organisation", "place", "grant")),
    Field("district_id", pattern=_ID, required=False),
    *(Field(name, Kind.DATE) for name in ("held_on", "registered_on", "starts_on", "ends_on", "locked_on")),
    *(Field(name, Kind.DATE, required=False) for name in ("opened_on", "closed_on", "joined_on", "ended_on")),
    *(Field(name) for name in ("office_name", "office_name_en", "title", "slug", "district_name", "district_name_en")),
    *(Field(name) for name in ("organisation_name", "figure", "part", "commitment", "target", "locked_figure")),
    *(
        Field(name, required=False)
        for name in ("definition", "definition_en", "tools", "title_en", "predecessors", "telephone", "email")
    ),
    *(Field(name, required=False) for name in ("adminUnitL3", "thoroughfare", "locatorDesignator", "place_name")),
    *(Field(name, required=False) for name in ("postName", "fullAddress", "adminUnitL2")),
    *(
        Field(name, Kind.DATE, required=False)
        for name in ("report_due_on", "report_received_on", "annulled_on", "due_on")
    ),
    *(Field(name) for name in ("call", "call_title", "project")),
    *(Field(name, Kind.NUMBER, minimum=0) for name in ("amount", "transferred")),
    Field("adminUnitL1", values=("Україна",)),
    Field("atuCode", required=False, pattern=r"UA\d{17}"),
    Field("postCode", required=False, pattern=r"\d{5}"),
    Field("edrpou", pattern=r"\d{8}"),
    Field("kind", values=tuple(EventKind)),
    Field("status", values=tuple(OfficeStatus)),
    Field("milestone_status", values=tuple(MilestoneStatus)),
    Field("period", pattern=r"\d{4}(-(\d{2}|Q[1-4]))?"),
    Field("month", Kind.MONTH),
    Field("year", Kind.YEAR),
    Field("created_with_help", Kind.BOOLEAN),
    Field("latitude", Kind.NUMBER, required=False),
    Field("longitude", Kind.NUMBER, required=False),
    *(Field(name, Kind.INTEGER, minimum=1) for name in ("milestone", "version")),
    Field("attendance", Kind.INTEGER, minimum=0),
    Field("number", Kind.INTEGER),
    *(Field(name, Kind.INTEGER, required=False, minimum=0) for name in ("events_in_first_year", "result", "goal")),
    Field("consultations", Kind.INTEGER, required=False, minimum=5),
)
FIELDS = {field.name: field for field in _ALL}
