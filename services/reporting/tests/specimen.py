"""A report with every kind of cell, which no network has: for what all writers must be able to write."""

from datetime import UTC, date, datetime

from liaison_reporting.model.reports.report import (
    HIDDEN,
    Asked,
    Chart,
    ChartKind,
    Column,
    Label,
    Named,
    Report,
    Table,
    Unit,
)

from services.reporting.tests.filled import NASTY

MONTHS = 70
"""More rows than a page has lines."""


def specimen() -> Report:
    return Report(
        name="specimen",
        title="Activity",
        about=Named(name=NASTY, name_en=NASTY),
        city=Named(name="Вінницька громада", name_en="Vinnytsia community"),
        asked=Asked(year=2023, as_of=date(2023, 12, 31), known=date(2024, 1, 31)),
        tables=[_months(), _kinds(), _nothing(), _wide()],
        current_to=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


def _months() -> Table:
    rows = [
        {
            "month": date(2019 + at // 12, at % 12 + 1, 1),
            "visits": at * 37 % 900,
            "money": at * 123_456,
            "share": at / 70,
        }
        for at in range(MONTHS)
    ]
    return Table(
        key="months",
        title="By month",
        columns=[
            Column(key="month", title="Month", unit=Unit.MONTH),
            Column(key="visits", title="Visits", definition="People who came, each counted at each event."),
            Column(key="money", title="Spent", unit=Unit.MONEY, definition="What was paid."),
            Column(key="share", title="Share", unit=Unit.SHARE, definition="A part of all."),
        ],
        rows=[dict(row) for row in rows],
        total={"visits": sum(int(row["visits"]) for row in rows), "money": HIDDEN},  # type: ignore[call-overload]
        empty="Nothing was reported for this period.",
        notes=["Hidden numbers are small."],
        chart=Chart(kind=ChartKind.BARS, across="month", columns=["visits"]),
    )


def _kinds() -> Table:
    cells = [(NASTY, -3, 0.5, date(2023, 5, 15)), ("+380", 12_345, 1234.56, None), ("-2", 0, None, date(2024, 2, 29))]
    rows = [
        {"what": Named(name=what, name_en=what), "count": count, "rate": rate, "day": day, "said": Label(text="hidden")}
        for what, count, rate, day in cells
    ]
    rows.append(
        {"what": "@SUM(A1)", "count": HIDDEN, "rate": 7.0, "day": date(2020, 1, 1), "said": "https://x.example"}
    )  # type: ignore[dict-item]
    return Table(
        key="kinds",
        title="By month",
        columns=[
            Column(key="what", title="Office", unit=Unit.TEXT),
            Column(key="count", title="Events held", definition=f"Told by {NASTY}"),
            Column(key="rate", title="Rate", unit=Unit.RATE, definition="For a thousand people."),
            Column(key="day", title="Day", unit=Unit.DAY),
            Column(key="said", title="What", unit=Unit.TEXT),
        ],
        rows=rows,  # type: ignore[arg-type]
        empty="Nothing was reported for this period.",
        chart=Chart(kind=ChartKind.STACKED, across="what", columns=["count", "rate"]),
    )


def _nothing() -> Table:
    return _kinds().model_copy(update={"key": "nothing", "rows": [], "chart": None})


def _wide() -> Table:
    columns = [Column(key="what", title="Office", unit=Unit.TEXT)]
    columns += [Column(key=f"n{at}", title=f"Events held {at}", definition="As written.") for at in range(9)]
    row = {"what": "Офіс у Вінницьких Хуторах", **{f"n{at}": 1000 * at for at in range(9)}}
    return Table(key="wide", title="A wide one", columns=columns, rows=[row] * 3, empty="x")  # type: ignore[list-item]
