"""The network file: its shape, and every mistake that can be seen without looking into the registry."""

import re
from datetime import date, time
from typing import Annotated, Any, LiteralString

from liaison_contracts.registry import MilestoneStatus
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from liaison_registry.model.network.network_connections import check_connections
from liaison_registry.model.network.yaml_lines import Document
from liaison_registry.model.text import OneLine


def _form(pattern: str, kind: LiteralString) -> BeforeValidator:
    def check(value: Any) -> Any:
        if isinstance(value, str) and not re.fullmatch(pattern, value):
            raise PydanticCustomError(kind, "wrong form")
        return value

    return BeforeValidator(check)


def _in_order(end: Any, info: ValidationInfo) -> Any:
    start = info.data.get({"ends_on": "starts_on", "closes": "opens"}[str(info.field_name)])
    if start is not None and (end < start or (end == start and isinstance(end, time))):
        raise PydanticCustomError("out_of_order", "ends before it begins")
    return end


def _not_in_future(day: date, info: ValidationInfo) -> date:
    if info.context and day > info.context["today"]:
        raise PydanticCustomError("in_the_future", "lies in the future")
    return day


Name = Annotated[OneLine, Field(min_length=1, max_length=200)]
Title = Annotated[OneLine, Field(min_length=1, max_length=500)]
Katottg = Annotated[str, _form(r"UA[0-9]{17}", "katottg")]
Slug = Annotated[str, _form(r"[a-z0-9]+(-[a-z0-9]+)*", "slug"), Field(max_length=60)]
Phone = Annotated[str, _form(r"\+[1-9][0-9]{7,14}", "phone")]
# Pydantic alone takes "10" for ten seconds past midnight.
Clock = Annotated[time, _form(r"[0-9]{2}:[0-9]{2}", "time_parsing")]
Day = Annotated[date, _form(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "date_parsing")]
PastDay = Annotated[Day, AfterValidator(_not_in_future)]
Later = AfterValidator(_in_order)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def plan(self) -> dict[str, Any]:
        """As it is stored."""
        return self.model_dump(mode="json")


class Community(_Part):
    code: Katottg
    name: Name
    name_en: Name


class DistrictEntry(_Part):
    code: Katottg
    name: Name
    name_en: Name
    seat: Name
    seat_en: Name
    joined_on: PastDay


class RoomEntry(_Part):
    name: Name
    name_en: Name
    capacity: int = Field(ge=1, le=10_000)


class HoursEntry(_Part):
    weekday: int = Field(ge=1, le=7)
    opens: Clock
    closes: Annotated[Clock, Later]


class OfficeEntry(_Part):
    slug: Slug
    district: Katottg
    planned_on: PastDay
    name: Name
    name_en: Name
    address: Name
    address_en: Name
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    phone: Phone | None = None
    rooms: list[RoomEntry] = Field(max_length=50)
    hours: list[HoursEntry] = Field(max_length=50)


class TargetEntry(_Part):
    key: Annotated[str, _form("[a-z_]{1,60}", "target_key")]
    title: Title
    title_en: Title
    goal: int = Field(ge=1, le=1_000_000)


class MilestoneEntry(_Part):
    number: int = Field(ge=1, le=1000)
    title: Title
    title_en: Title
    starts_on: Day
    ends_on: Annotated[Day, Later]
    status: MilestoneStatus = MilestoneStatus.NOT_STARTED


class InstitutionEntry(_Part):
    name: Name
    name_en: Name


class ProgrammeEntry(_Part):
    code: Annotated[str, _form(r"[A-Z0-9]{4,20}", "programme_code")]
    adopted_on: PastDay
    title: Title
    title_en: Title
    starts_on: Day
    ends_on: Annotated[Day, Later]
    targets: list[TargetEntry] = Field(max_length=50)
    milestones: list[MilestoneEntry] = Field(max_length=100)
    institutions: list[InstitutionEntry] = Field(max_length=100)


class NetworkFile(_Part):
    community: Community
    districts: list[DistrictEntry] = Field(max_length=200)
    offices: list[OfficeEntry] = Field(max_length=500)
    programme: ProgrammeEntry


MISTAKE_TEXTS = {
    "missing": "Line {line}: “{key}” is missing.",
    "string_type": "Line {line}: “{key}” must be text.",
    "string_too_short": "Line {line}: “{key}” is missing.",
    "string_too_long": "Line {line}: “{key}” has more than {max_length} characters.",
    "control_character": "Line {line}: “{key}” must be one line of ordinary characters.",
    "extra_forbidden": "Line {line}: “{key}” is not known here.",
    "too_long": "Line {line}: “{key}” has more than {max_length} entries.",
    "list_type": "Line {line}: “{key}” must be a list.",
    "model_type": "Line {line}: “{key}” must be a group of names and values.",
    "int_parsing": "Line {line}: “{key}” must be a whole number.",
    "float_parsing": "Line {line}: “{key}” must be a number.",
    "finite_number": "Line {line}: “{key}” must be a number.",
    "greater_than_equal": "Line {line}: “{key}” must be at least {ge}.",
    "less_than_equal": "Line {line}: “{key}” must be at most {le}.",
    "date_parsing": "Line {line}: “{key}” must be a day such as 2021-10-01.",
    "date_from_datetime_parsing": "Line {line}: “{key}” must be a day such as 2021-10-01.",
    "time_parsing": "Line {line}: “{key}” must be a time such as 09:30.",
    "enum": "Line {line}: “{key}” must be one of {expected}.",
    "out_of_order": "Line {line}: “{key}” lies before the beginning.",
    "in_the_future": "Line {line}: “{key}” lies in the future.",
    "katottg": "Line {line}: “{key}” must be a KATOTTG code: UA and 17 digits.",
    "slug": "Line {line}: “{key}” may have small Latin letters, digits and single hyphens.",
    "target_key": "Line {line}: “{key}” may have small Latin letters and underscores.",
    "phone": "Line {line}: “{key}” must be a telephone number such as +380432000000.",
    "no_network": "Line {line}: the file must consist of community, districts, offices and programme.",
    "otherwise": "Line {line}: “{key}” is not right here.",
    "programme_code": "Line {line}: “{key}” may have capital Latin letters and digits, 4 to 20.",
}


def read(content: bytes, today: date) -> tuple[NetworkFile, Document]:
    """The file, and its lines; BrokenFile with every mistake in it."""
    document = Document(content)
    check_connections(document)
    try:
        network = NetworkFile.model_validate(document.data, context={"today": today})
    except ValidationError as failure:
        for error in failure.errors(include_url=False):
            kind = "missing" if error["input"] is None else error["type"]
            text = (
                MISTAKE_TEXTS["no_network"] if not error["loc"] else MISTAKE_TEXTS.get(kind, MISTAKE_TEXTS["otherwise"])
            )
            document.refuse(error["loc"], text, **error.get("ctx", {}))
        document.finish()
        raise
    document.finish()
    return network, document
