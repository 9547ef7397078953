"""The community's territory changes: districts are split and merged, and what belongs to them goes along.

On every day each seat and each settlement lies in one district; what happened before the change stays with the district
that there was. The database refuses the same (migration 0013).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, LiteralString
from uuid import UUID

from liaison_kit.errors import FieldError, Refusal
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.csos.cso import CSO
from liaison_registry.model.csos.initiative_group import InitiativeGroup
from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.office import Office
from liaison_registry.model.territory.district import HROMADA_PART, District
from liaison_registry.model.text import OneLine

ONE_AT_A_TIME = 7_237_102
"""Of those who change the territory: an import, a split, a merge."""

TERRITORY_TEXTS: dict[str, LiteralString] = {
    "katottg": "This is not a KATOTTG code: it is UA and 17 digits.",
    "twice": "Two of the new districts have this code.",
    "taken": "This code belongs to the district {name} on that day.",
    "elsewhere": "This code does not lie in the community.",
    "unassigned": "Choose the new district that it goes to.",
    "one_part": "A split makes at least two districts of one: describe another one.",
    "no_part": "There is no new district with this number.",
    "not_its": "This does not belong to the district that is split.",
    "its_seat": "It is the seat of another of the new districts.",
}


class WrongSplit(Refusal):
    """Some fields are wrong. Correct them and send again."""


class WrongMerge(Refusal):
    """Some fields are wrong. Correct them and send again."""


class NothingToMerge(Refusal):
    """Choose at least one other district that is there on that day."""

    field = "others"


class NewDistrictMissing(Refusal):
    """Say what the new district is called and where its seat is, or keep this one."""

    field = "new.code"


def _katottg(code: str) -> str:
    written = code.strip().upper()
    if not (len(written) == 19 and written.startswith("UA") and written[2:].isascii() and written[2:].isdecimal()):
        raise PydanticCustomError("katottg", TERRITORY_TEXTS["katottg"])
    return written


Katottg = Annotated[str, AfterValidator(_katottg)]
Name = Annotated[OneLine, Field(min_length=1, max_length=200)]


class NewDistrict(BaseModel):
    """A district that is made of others."""

    code: Katottg
    name: Name
    name_en: Name
    seat: Name
    seat_en: Name


class SettlementPeriod(Base):
    """When which district had which seat or settlement; the database makes it of the districts and alone keeps it."""

    __tablename__ = "settlement_period"

    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date]
    until: Mapped[date | None]


@dataclass
class Belongings:
    """What belongs to a district, locked until the transaction ends."""

    offices: list[Office] = field(default_factory=list)
    csos: list[CSO] = field(default_factory=list)
    groups: list[InitiativeGroup] = field(default_factory=list)

    def all(self) -> list[Office | CSO | InitiativeGroup]:
        return [*self.offices, *self.csos, *self.groups]


async def one_at_a_time(session: AsyncSession) -> None:
    """Waits for whoever else changes the territory; until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


async def belongings(session: AsyncSession, district_ids: Sequence[UUID]) -> Belongings:
    """All that belongs to these districts, in the order of names."""
    found = Belongings()
    of = select(Office).where(Office.district_id.in_(district_ids)).order_by(Office.name, Office.id)
    found.offices = list(await session.scalars(of.with_for_update()))
    csos = select(CSO).where(CSO.district_id.in_(district_ids)).order_by(CSO.id)
    found.csos = list(await session.scalars(csos.with_for_update()))
    groups = select(InitiativeGroup).where(InitiativeGroup.district_id.in_(district_ids)).order_by(InitiativeGroup.id)
    found.groups = list(await session.scalars(groups.with_for_update()))
    return found


async def held_by_others(
    session: AsyncSession, codes: Iterable[str], ending: Sequence[UUID], on: date
) -> dict[str, str]:
    """Of these codes those that another district has on that day or later, with that district's name."""
    period = SettlementPeriod
    query = select(period.code, District.name).join(District, District.id == period.district_id)
    later = period.until.is_(None) | (period.until > on)
    rows = await session.execute(query.where(period.code.in_(list(codes)), period.district_id.not_in(ending), later))
    return {row.code: row.name for row in rows}


def split(
    district: District,
    parts: Sequence[NewDistrict],
    goes_to: dict[str, int],
    on: date,
    held: dict[str, str],
    wrong: Sequence[FieldError] = (),
) -> list[District]:
    """Ends the district and gives its successors, in the order of `parts`; WrongSplit names each wrong field.

    `goes_to`: the number of the part (from 0) by the code of each settlement; the seat of a part is that part's.
    `held`: codes that other districts have; `wrong`: what is known to be wrong already. The slice has asked whether the
    district can change on that day.
    """
    errors = [*_wrong_codes(district, parts, held, "parts.{}.code".format), *wrong]
    its, seats = district.codes(), {part.code: number for number, part in enumerate(parts)}
    for code, number in goes_to.items():
        path = f"settlements.{code}"
        if code not in its:
            errors.append(FieldError(path, TERRITORY_TEXTS["not_its"]))
        elif not 0 <= number < len(parts):
            errors.append(FieldError(path, TERRITORY_TEXTS["no_part"]))
        elif seats.get(code, number) != number:
            errors.append(FieldError(path, TERRITORY_TEXTS["its_seat"]))
    left = its.keys() - seats.keys() - goes_to.keys()
    errors += [FieldError(f"settlements.{code}", TERRITORY_TEXTS["unassigned"]) for code in sorted(left)]
    if errors:
        raise WrongSplit(errors=errors)
    found = [District.joining(on, **part.model_dump(), predecessors=[str(district.id)]) for part in parts]
    for number, part in enumerate(found):
        theirs = [its[code] for code, to in goes_to.items() if to == number and code != part.code]
        part.settlements = _settled(theirs, on)
    district.end(on, [part.id for part in found])
    return found


def merge(
    districts: Sequence[District], into: District | NewDistrict, on: date, held: dict[str, str]
) -> tuple[District, list[District]]:
    """Ends all of them but `into`, and gives the district that there is now, and those that ended.

    The slice has asked whether they can change on that day. WrongMerge if the new one's code is not free.
    """
    ending = [one for one in districts if one is not into]
    its = [settlement for one in ending for settlement in one.codes().values()]
    if isinstance(into, District):
        into.settlements = sorted([*into.settlements, *_settled(its, on)], key=lambda one: str(one["name"]))
        into.predecessors = [*into.predecessors, *(str(one.id) for one in ending)]
        into.changed()
        kept = into
    else:
        errors = _wrong_codes(districts[0], [into], held, lambda _: "new.code")
        if errors:
            raise WrongMerge(errors=errors)
        kept = District.joining(on, **into.model_dump(), predecessors=[str(one.id) for one in ending])
        kept.settlements = _settled([one for one in its if one["code"] != kept.code], on)
    for one in ending:
        one.end(on, [kept.id])
    return kept, ending


def _wrong_codes(district: District, parts: Sequence[NewDistrict], held: dict[str, str], path: Any) -> list[FieldError]:
    errors, seen = list[FieldError](), set[str]()
    for number, part in enumerate(parts):
        if part.code in seen:
            errors.append(FieldError(path(number), TERRITORY_TEXTS["twice"]))
        elif part.code[:HROMADA_PART] != district.code[:HROMADA_PART]:
            errors.append(FieldError(path(number), TERRITORY_TEXTS["elsewhere"]))
        elif part.code in held:
            errors.append(FieldError(path(number), TERRITORY_TEXTS["taken"], {"name": held[part.code]}))
        seen.add(part.code)
    return errors


def _settled(settlements: Iterable[dict[str, Any]], on: date) -> list[dict[str, Any]]:
    told = [{**{key: one[key] for key in ("code", "name", "name_en")}, "since": on.isoformat()} for one in settlements]
    return sorted(told, key=lambda one: str(one["name"]))


def part_of_each(
    found: Belongings, goes_to: dict[UUID, int], others: int | None, parts: int
) -> tuple[dict[UUID, int], list[FieldError]]:
    """The number of the part for each thing, by its id; and what is wrong, such as an office that has none.

    Organisations and groups follow the office that helps them; those whose office lies elsewhere go to `others`.
    """
    errors = [] if parts > 1 else [FieldError(f"parts.{parts}.code", TERRITORY_TEXTS["one_part"])]
    for office in found.offices:
        number = goes_to.get(office.id)
        if number is None or not 0 <= number < parts:
            text = TERRITORY_TEXTS["unassigned" if number is None else "no_part"]
            errors.append(FieldError(f"offices.{office.id}", text))
    known = {office.id for office in found.offices}
    errors += [FieldError(f"offices.{one}", TERRITORY_TEXTS["not_its"]) for one in goes_to if one not in known]
    helped: list[CSO | InitiativeGroup] = [*found.csos, *found.groups]
    if any(one.office_id not in known for one in helped) and (others is None or others >= parts):
        errors.append(FieldError("others", TERRITORY_TEXTS["unassigned" if others is None else "no_part"]))
    by_office: dict[UUID | None, int] = dict(goes_to.items())
    return goes_to | {one.id: by_office.get(one.office_id, others or 0) for one in helped}, errors


def move(thing: Office | CSO | InitiativeGroup, to: District, on: date) -> None:
    """It belongs to another district from that day on; of the days before, what was stays true."""
    if not isinstance(thing, InitiativeGroup):
        left = {"district_id": str(thing.district_id), "until": on.isoformat()}
        thing.former_districts = [*thing.former_districts, left]
    thing.district_id = to.id
    if isinstance(thing, Office):
        thing.district_name, thing.district_name_en = to.name, to.name_en
    thing.changed()


def call_by_name(office: Office, district: District) -> None:
    """The office's district is called otherwise."""
    office.district_name, office.district_name_en = district.name, district.name_en
    office.changed()
