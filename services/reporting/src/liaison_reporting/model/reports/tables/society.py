"""Tables of civil society: how far organisations have come, and the grants they were given."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import NETWORK, figures_by_months
from liaison_reporting.model.network import district_of_then, turning_days
from liaison_reporting.model.reports.report import Chart, ChartKind, Label, Table
from liaison_reporting.model.reports.tables.columns import columns
from liaison_reporting.model.reports.tables.ground import Ground
from liaison_reporting.model.reports.tables.participations import Scope

SOCIETY_TEXTS = {
    "stages": "Organisations on their way",
    "groups_formed": "Initiative groups formed",
    "with_help": "Registered with the network's help",
    "without_help": "Registered without it",
    "signed": "Memoranda signed",
    "renewed": "Memoranda prolonged",
    "ended": "Memoranda ended",
    "empty_stages": "No organisation began its way in this period.",
    "grants": "Grants of the whole network",
    "empty_grants": "No grant was awarded or paid in this period.",
}
T = SOCIETY_TEXTS
STAGES = {
    "groups_formed": "groups_formed",
    "organisations/with_help": "with_help",
    "organisations/without_help": "without_help",
    "memoranda/signed": "signed",
    "memoranda/renewed": "renewed",
    "memoranda/ended": "ended",
}


@dataclass(frozen=True)
class Society:
    """What happened in a district (None: what is known of none) by name, and all grants by name."""

    by_district: dict[UUID | None, Counter[str]]
    grants: Counter[str]

    def of(self, scope: Scope, name: str) -> int:
        if scope.district:
            return self.by_district.get(scope.district, Counter())[name]
        return sum(numbers[name] for numbers in self.by_district.values())


async def society_of(session: AsyncSession, ground: Ground) -> Society:
    """Of the days asked about."""
    turns = [ground.first, ground.last + timedelta(days=1), *turning_days([], ground.districts.values())]
    families = ("organisations", "memoranda", "grants", "grant_transfers")
    found = figures_by_months(ground.asked.known_until, turns, *families)
    places = [*ground.districts, NETWORK]
    wanted = or_(*(found.c.name.startswith(prefix) for prefix in ("organisations/", "memoranda/", "grants/")))
    query = select(found.c.place_id, found.c.day, found.c.name, func.sum(found.c.number)).where(
        found.c.place_id.in_(places), found.c.day.between(ground.first, ground.last), wanted
    )
    by_district: dict[UUID | None, Counter[str]] = {}
    grants = Counter[str]()
    rows = await session.execute(query.group_by(found.c.place_id, found.c.day, found.c.name))
    for place, day, name, number in rows:
        if name.startswith("grants/"):
            grants[name] += int(number)
            continue
        district = None if place == NETWORK else district_of_then(ground.districts, place, day)
        by_district.setdefault(district, Counter())[name] += int(number)
    for one in ground.counted:
        if one.family == "groups_formed":
            by_district.setdefault(one.district_id, Counter())[one.family] += one.number
    return Society(by_district, grants)


def stages_table(society: Society, scope: Scope) -> Table:
    numbers = {stage: society.of(scope, name) for name, stage in STAGES.items()}
    return Table(
        key="stages",
        title=T["stages"],
        columns=columns("stage", "number"),
        rows=[{"stage": Label(text=T[stage]), "number": number} for stage, number in numbers.items()]
        if any(numbers.values())
        else [],
        empty=T["empty_stages"],
        chart=Chart(kind=ChartKind.BARS, across="stage", columns=["number"]),
    )


def grants_table(society: Society) -> Table:
    grants = society.grants
    row = {
        "grants": grants["grants/awarded"],
        "awarded": grants["grants/amount"],
        "transferred": grants["grants/transferred"],
    }
    return Table(
        key="grants",
        title=T["grants"],
        columns=columns("grants", "awarded", "transferred"),
        rows=[dict(row)] if any(row.values()) else [],
        empty=T["empty_grants"],
    )
