"""What was locked is kept as it was told."""

from datetime import UTC, date, datetime

from liaison_contracts.periods import LockedPlace, PeriodLocked
from liaison_kit.database import Database, new_id
from liaison_reporting.model.periods.period import id_of
from sqlalchemy import text

from services.reporting.tests.open_data.network import tell


def locked(version: int, visits: int) -> PeriodLocked:
    return PeriodLocked(
        occurred_on=date(2023, 7, version),
        period_id=id_of("2023-06"),
        period="2023-06",
        version=version,
        first=date(2023, 6, 1),
        last=date(2023, 6, 30),
        locked_at=datetime(2023, 7, version, tzinfo=UTC),
        recorded_until=None,
        places=[LockedPlace(place_id=new_id(), figures={"visits/training": visits})],
        included={},
    )


async def test_versions_in_any_order_and_twice_stand_beside_each_other(database: Database) -> None:
    one, two = locked(1, 10), locked(2, 12)
    await tell(database, two, one, two, one)
    async with database.reading() as session:
        rows = await session.execute(text("select number, places->0->'figures' from locked_period order by 1"))
        assert [tuple(row) for row in rows] == [(1, {"visits/training": 10}), (2, {"visits/training": 12})]
