"""How many people live in each district, by sex and age: what answers to a needs study stand for."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from liaison_kit.database import new_id
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.programme.figures import Districts, Figure
from liaison_registry.model.programme.figures_file import Column, Unreadable, number, read_figures, written

FIRST_YEAR = 1991
SEXES = ("female", "male")
AGE_GROUPS = ("0-17", "18-34", "35-59", "60+")
GROUPS = tuple((sex, age_group) for sex in SEXES for age_group in AGE_GROUPS)
NAMES = ("district", "district_name", "year", "sex", "age_group", "people", "source", "as_of")
_SEXES = {"female": "female", "male": "male", "f": "female", "m": "male", "ж": "female", "ч": "male"} | {
    "жінки": "female",
    "чоловіки": "male",
    "жіноча": "female",
    "чоловіча": "male",
}


class Population(Base):
    """How many people of one sex and age group lived in a district in a year. A figure, see figures.py."""

    __tablename__ = "population"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"))
    year: Mapped[int]
    sex: Mapped[str]
    age_group: Mapped[str]
    number: Mapped[int] = mapped_column("people")
    source: Mapped[str | None]
    as_of: Mapped[date | None]

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.district_id, self.year, self.sex, self.age_group)

    @classmethod
    def made(cls, figure: Figure) -> "Population":
        """The row of a figure of a file."""
        district_id, year, sex, age_group = figure.key
        said = {"number": figure.number, "source": figure.source, "as_of": figure.as_of}
        return cls(id=new_id(), district_id=district_id, year=year, sex=sex, age_group=age_group, **said)


def part_of(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a file says all of: a district's year."""
    return key[:2]


def read_population(content: bytes, districts: Districts, today: date) -> list[Figure]:
    """The figures of a file; BrokenFile with every mistake."""
    keys = (
        Column("district", frozenset({"округ", "код округу"}), lambda text: district_in(districts, text)),
        Column("year", frozenset({"рік"}), lambda text: _year(text, today)),
        Column("sex", frozenset({"стать"}), _sex),
        Column("age_group", frozenset({"вік", "вікова група"}), _age_group),
    )
    counted = Column("people", frozenset({"осіб", "людей", "населення"}), number)
    return read_figures(content, keys, counted, today, lambda _: None)


def said(key: tuple[Any, ...], districts: Districts) -> dict[str, str]:
    """A key in the words of a file."""
    district_id, year, sex, age_group = key
    return {"district": districts.of(district_id).name, "year": str(year), "sex": sex, "age_group": age_group}


def file_of(rows: list[Population], districts: Districts, *, excel: bool) -> str:
    """The figures as a file that can be imported again."""
    lines = []
    for row in rows:
        district = districts.of(row.district_id)
        of = (district.code, district.name, row.year, row.sex, row.age_group)
        lines.append((*of, row.number, row.source or "", row.as_of or ""))
    return written(NAMES, lines, excel=excel)


def empty_file(districts: Districts, year: int) -> str:
    """A file to fill in: a row for each group of each district, without numbers."""
    rows = [(one.code, one.name, year, *group, "", "", "") for one in districts.all for group in GROUPS]
    return written(NAMES, rows, excel=True)


def district_in(districts: Districts, text: str) -> UUID:
    district = districts.named(text)
    if district is None:
        raise Unreadable("district")
    return district.id


def _year(text: str, today: date) -> int:
    if not re.fullmatch(r"[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= today.year:
        raise Unreadable("year", latest=today.year)
    return int(text)


def _sex(text: str) -> str:
    found = _SEXES.get(text.casefold().rstrip("."))
    if found is None:
        raise Unreadable("sex")
    return found


def _age_group(text: str) -> str:
    plain = re.sub(r"[–—−]", "-", text).replace(" ", "")
    if plain not in AGE_GROUPS:
        raise Unreadable("age_group")
    return plain
