"""The dataset of locked periods: what was approved, version by version."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.open_data.dataset import Dataset, Row
from liaison_reporting.model.periods.locked import LockedPeriod

PERIOD_SET_TEXTS = {
    "periods": "Locked periods",
    "periods_about": "Results of months, quarters and years as they were approved, in all their versions.",
    "periods_words": "result, month, quarter, year, approved",
}
T = PERIOD_SET_TEXTS


async def _periods(session: AsyncSession) -> list[Row]:
    rows: list[Row] = []
    for lock in await session.scalars(select(LockedPeriod)):
        for place in lock.places:
            shown = {**place["figures"]} | (
                {"consultations": place["consultations"]} if place.get("consultations") else {}
            )
            about = [lock.period, lock.number, lock.locked_on, UUID(place["place_id"]), place.get("name")]
            rows += [[*about, name, number] for name, number in shown.items()]
    return rows


PERIODS = Dataset(
    "locked-periods",
    T["periods"],
    T["periods_about"],
    T["periods_words"],
    ("period", "version", "locked_on", "place_id", "place_name", "locked_figure", "number"),
    ("period", "version", "place_id", "locked_figure"),
    _periods,
)
