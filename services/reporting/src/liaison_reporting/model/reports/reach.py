"""Reach: messages by purpose, channel and outcome, who follows the news, and who did not come."""

from collections import Counter
from datetime import date, timedelta

from liaison_kit import clock
from sqlalchemy import extract, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import NETWORK, MonthFigure, figures_by_months
from liaison_reporting.model.figures import SMALL
from liaison_reporting.model.levels import levels
from liaison_reporting.model.network import DistrictCopy
from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports.report import HIDDEN, Asked, Cell, Named, Report, Table
from liaison_reporting.model.reports.tables.columns import columns
from liaison_reporting.model.reports.tables.words import CHANNEL_TEXTS, DELIVERY_TEXTS, PURPOSE_TEXTS, said

REACH_TEXTS = {
    "title": "Reach",
    "messages": "Messages",
    "subscriptions": "Who follows the news",
    "no_shows": "Places that stayed empty",
    "no_messages": "No message was counted in this period.",
    "no_subscriptions": "No subscription was told of yet.",
    "no_places": "No place was kept at an event of a whole year.",
    "everybody": "Who follows the whole community counts in each district.",
    "today": "Subscriptions are those last told, whichever days are asked about.",
    "years": "By whole years of the events, as known today.",
}
T = REACH_TEXTS
FEW_PLACES = 20
"""Below so many a share would tell how many people it is made of."""


async def reach(session: AsyncSession, asked: Asked) -> Report:
    """Of the whole network: messages are counted for no office."""
    asked = asked.model_copy(update={"office": None, "district": None})
    return Report(
        name="reach",
        title=T["title"],
        asked=asked,
        tables=[await _messages(session, asked), await _subscriptions(session, asked), await _empty(session, asked)],
        current_to=await newest_fact_at(session),
    )


async def _messages(session: AsyncSession, asked: Asked) -> Table:
    first, last = asked.days(clock.today())
    found = figures_by_months(asked.known_until, [first, last + timedelta(days=1)], "messages")
    query = select(found.c.name, func.sum(found.c.number)).where(
        found.c.place_id == NETWORK, found.c.day.between(first, last), found.c.name.startswith("messages/")
    )
    numbers = Counter[tuple[str, ...]]()
    for name, number in await session.execute(query.group_by(found.c.name)):
        numbers[tuple(name.split("/")[1:])] += int(number)
    rows: list[dict[str, Cell]] = [
        {
            "purpose": said(PURPOSE_TEXTS, purpose),
            "channel": said(CHANNEL_TEXTS, channel),
            "outcome": said(DELIVERY_TEXTS, outcome),
            "messages": number,
            "cost": None,
        }
        for (purpose, channel, outcome), number in sorted(numbers.items())
    ]
    return Table(
        key="messages",
        title=T["messages"],
        columns=columns("purpose", "channel", "outcome", "messages", "cost"),
        rows=rows,
        empty=T["no_messages"],
    )


async def _subscriptions(session: AsyncSession, asked: Asked) -> Table:
    districts = {one.id: one for one in await session.scalars(select(DistrictCopy).order_by(DistrictCopy.name))}
    told = await levels(session, "subscriptions", districts, asked.known_until)
    rows: list[dict[str, Cell]] = [
        {
            "district": Named(name=one.name, name_en=one.name_en),
            "subscribers": told[one.id].get("subscribers", HIDDEN),
        }
        for one in districts.values()
        if one.id in told
    ]
    return Table(
        key="subscriptions",
        title=T["subscriptions"],
        columns=columns("district", "subscribers"),
        rows=rows,
        empty=T["no_subscriptions"],
        notes=[T["everybody"], T["today"]],
    )


async def _empty(session: AsyncSession, asked: Asked) -> Table:
    """Of the places that sign-ups kept at events held, by year: no numbers of people, only a share."""
    today = clock.today()
    first, last = asked.days(today)
    year = extract("year", MonthFigure.month)
    query = select(year, MonthFigure.name, func.sum(MonthFigure.number))
    query = query.where(MonthFigure.name.in_(["places_kept", "came"])).group_by(year, MonthFigure.name)
    years: dict[int, Counter[str]] = {}
    for of, name, number in await session.execute(query):
        years.setdefault(int(of), Counter())[name] += int(number)
    rows: list[dict[str, Cell]] = []
    for of, numbers in sorted(years.items()):
        whole = first <= date(of, 1, 1) <= last and last >= min(date(of, 12, 31), today)
        if whole and numbers["places_kept"]:
            row: dict[str, Cell] = {"year": str(of), "no_show": _share(numbers["places_kept"], numbers["came"])}
            rows.append(row | {"no_show_reminded": None, "no_show_not_reminded": None})
    return Table(
        key="no-shows",
        title=T["no_shows"],
        columns=columns("year", "no_show", "no_show_reminded", "no_show_not_reminded"),
        rows=rows,
        empty=T["no_places"],
        notes=[T["years"]],
    )


def _share(kept: int, came: int) -> Cell:
    """In whole per cent; more may come than places were kept for."""
    missing = max(kept - came, 0)
    return HIDDEN if kept < FEW_PLACES or missing < SMALL or came < SMALL else round(missing / kept, 2)
