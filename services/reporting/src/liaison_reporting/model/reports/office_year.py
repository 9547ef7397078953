"""One office's year: its first year, what happened there, the hours it kept, its rooms, and what it cost."""

from collections import Counter
from datetime import date
from uuid import UUID

from liaison_contracts.registry import BudgetKind
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import MonthFigure
from liaison_reporting.model.events import HeldEvent
from liaison_reporting.model.figures import end_of_first_year
from liaison_reporting.model.levels import Level, levels
from liaison_reporting.model.network import OfficeCopy, current_programme
from liaison_reporting.model.openings import Openings, openings
from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports import activity
from liaison_reporting.model.reports.report import Asked, Cell, Named, Report, Table
from liaison_reporting.model.reports.tables.columns import columns
from liaison_reporting.model.reports.tables.ground import Ground, ground
from liaison_reporting.model.reports.tables.people import consultations_table, people_table
from liaison_reporting.model.reports.tables.words import SPENDING_TEXTS, said

OFFICE_TEXTS = {
    "title": "An office's year",
    "first_year": "The first year",
    "hours": "Opening hours kept",
    "rooms": "Use of rooms",
    "money": "Money of the office",
    "costs": "What it cost",
    "funding": "Money of the whole network",
    "no_opening": "The office has not opened yet.",
    "no_hours": "Its opening hours are not known, or it was not open in this period.",
    "no_rooms": "No event was held in one of its rooms.",
    "no_money": "No money for it was recorded.",
    "cumulative": "Money is told as it stands, not by years and not as it was known on an earlier day.",
}
T = OFFICE_TEXTS


async def office_year(session: AsyncSession, asked: Asked) -> Report:
    """An office in the year asked about, or in all years; no tables where no office is asked about."""
    asked = asked.model_copy(update={"district": None})
    stands = await ground(session, asked)
    tables = await _tables(session, stands, stands.office) if stands.office else []
    return Report(
        name="office-year",
        title=T["title"],
        about=activity.about(stands),
        office_id=stands.office.id if stands.office else None,
        asked=asked,
        tables=tables,
        current_to=await newest_fact_at(session),
    )


async def _tables(session: AsyncSession, stands: Ground, office: OfficeCopy) -> list[Table]:
    scope = activity.scope_of(stands)
    programme = await current_programme(session)
    money: Level = {}
    if programme:
        funding = await levels(session, "funding", [programme.id])
        money = funding.get(programme.id, {})
    first = stands.first if stands.first > date.min else (office.opened_on or stands.last)
    open_then = await openings(session, office, first, stands.last)
    goal = programme.goal("events_per_office") if programme else None
    return [
        await _first_year(session, stands, office, goal),
        activity.months_table(stands, scope),
        activity.kinds_table(stands),
        people_table(stands, scope),
        consultations_table(stands, scope),
        _hours(open_then),
        _rooms(stands, office, open_then),
        _money(money, office.id),
        await _costs(session, office, money),
        _funding(money),
    ]


async def _first_year(session: AsyncSession, stands: Ground, office: OfficeCopy, goal: int | None) -> Table:
    rows: list[dict[str, Cell]] = []
    if office.opened_on and office.had_opened(stands.last):
        end = end_of_first_year(office.opened_on)
        held = select(func.count()).where(HeldEvent.office_id == office.id, HeldEvent.held_on >= office.opened_on)
        held = held.where(HeldEvent.held_on < end, HeldEvent.held_on <= stands.last)
        events = await session.scalar(held)
        row: dict[str, Cell] = {"opened_on": office.opened_on, "first_year_ends": end}
        rows.append(row | {"first_year": int(events or 0), "goal": goal})
    return Table(
        key="first-year",
        title=T["first_year"],
        columns=columns("opened_on", "first_year_ends", "first_year", "goal"),
        rows=rows,
        empty=T["no_opening"],
    )


def _hours(open_then: Openings | None) -> Table:
    rows: list[dict[str, Cell]] = []
    if open_then:
        share = open_then.share
        row: dict[str, Cell] = {"hours_planned": _as_hours(open_then.planned), "hours_kept": _as_hours(open_then.kept)}
        rows.append(row | {"hours_share": None if share is None else round(share, 4)})
    return Table(
        key="hours",
        title=T["hours"],
        columns=columns("hours_planned", "hours_kept", "hours_share"),
        rows=rows,
        empty=T["no_hours"],
    )


def _rooms(stands: Ground, office: OfficeCopy, open_then: Openings | None) -> Table:
    """A row for each room that is there or was used; nothing is known of a room that no office has named."""
    used = Counter[str]()
    for one in stands.parts:
        family, _, room = one.name.partition("/")
        if family == "room_minutes":
            used[room] += one.number
    named = {room["id"]: Named(name=room["name"], name_en=room["name_en"]) for room in office.rooms}
    there = [room["id"] for room in office.rooms if not room.get("retired") or used[room["id"]]]
    rows: list[dict[str, Cell]] = []
    for room in [*there, *(sorted(used.keys() - named.keys()))]:
        minutes = open_then.open if open_then else 0
        rows.append(
            {
                "room": named.get(room),
                "booked_hours": _as_hours(used[room]),
                "open_hours": _as_hours(minutes) if open_then else None,
                "room_use": round(used[room] / minutes, 4) if minutes else None,
            }
        )
    return Table(
        key="rooms",
        title=T["rooms"],
        columns=columns("room", "booked_hours", "open_hours", "room_use"),
        rows=rows,
        empty=T["no_rooms"],
    )


def _money(money: Level, office_id: UUID) -> Table:
    kinds = [kind for kind in BudgetKind if f"{office_id}/{kind}/planned" in money]
    rows: list[dict[str, Cell]] = [
        {"spending": said(SPENDING_TEXTS, kind)}
        | {name: money[f"{office_id}/{kind}/{name}"] for name in ("planned", "spent")}
        for kind in kinds
    ]
    return Table(
        key="money",
        title=T["money"],
        columns=columns("spending", "planned", "spent"),
        rows=rows,
        total={name: _sum(money, office_id, name) for name in ("planned", "spent")} if rows else None,
        empty=T["no_money"],
        notes=[T["cumulative"]],
    )


async def _costs(session: AsyncSession, office: OfficeCopy, money: Level) -> Table:
    rows: list[dict[str, Cell]] = []
    spent = _sum(money, office.id, "spent")
    if spent:
        total = select(func.coalesce(func.sum(MonthFigure.number), 0)).where(MonthFigure.place_id == office.id)
        events, visits = [
            await session.scalar(total.where(MonthFigure.name.startswith(family))) for family in ("events/", "visits/")
        ]
        each: dict[str, Cell] = {"cost_per_event": spent // int(events) if events else None}
        rows.append(each | {"cost_per_visit": spent // int(visits) if visits else None})
    return Table(
        key="costs",
        title=T["costs"],
        columns=columns("cost_per_event", "cost_per_visit"),
        rows=rows,
        empty=T["no_money"],
        notes=[T["cumulative"]],
    )


def _funding(money: Level) -> Table:
    return Table(
        key="funding",
        title=T["funding"],
        columns=columns("pledged", "received"),
        rows=[{"pledged": money["pledged"], "received": None}] if "pledged" in money else [],
        empty=T["no_money"],
        notes=[T["cumulative"]],
    )


def _sum(money: Level, office_id: UUID, name: str) -> int:
    return sum(money.get(f"{office_id}/{kind}/{name}", 0) for kind in BudgetKind)


def _as_hours(minutes: int) -> float:
    return round(minutes / 60, 1)
