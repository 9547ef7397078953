"""Reach: messages, subscriptions, and places that stayed empty."""

from datetime import date

import pytest
from liaison_kit.database import Database

from services.reporting.tests.reports.conftest import Tables
from services.reporting.tests.town import Town, hear


@pytest.mark.parametrize("seed", [1, 2])
async def test_messages_are_counted_once_for_each_window(
    database: Database, town: Town, tables: Tables, seed: int
) -> None:
    june, july = date(2023, 6, 30), date(2023, 7, 1)
    first = town.deliveries(1, june, ("reminder", "sms", "accepted", 3), ("reminder", "sms", "delivered", 2))
    windows = [first, first, town.deliveries(2, june, ("reminder", "sms", "accepted", 4))]
    await hear(database, [*windows, town.deliveries(9, july, ("trial", "email", "failed", 1))], seed)
    rows = (await tables("reach", last="2023-06-30"))["messages"]["rows"]
    assert [(row["outcome"]["text"], row["messages"], row["cost"]) for row in rows] == [
        ("Handed over", 7, None),
        ("Arrived", 2, None),
    ]
    assert len((await tables("reach"))["messages"]["rows"]) == 3


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_newest_number_of_subscriptions_stands(
    database: Database, town: Town, tables: Tables, seed: int
) -> None:
    told = [town.subscriptions(town.district.id, number, version) for version, number in ((1, 5), (3, 20), (2, 10))]
    gone = [town.subscriptions(town.other.id, number, version) for version, number in ((1, 5), (2, None))]
    await hear(database, [*town.places, *told, *gone], seed)
    rows = (await tables("reach"))["subscriptions"]["rows"]
    assert {row["district"]["name_en"]: row["subscribers"] for row in rows} == {
        "Khutory": 20,
        "Stadnytsia": {"hidden": True},
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_of_the_places_kept_those_that_stayed_empty(
    database: Database, town: Town, tables: Tables, seed: int
) -> None:
    held, planned = town.event(town.office, date(2024, 1, 1), 25), town.event(town.office, date(2024, 1, 2), 25)
    sign_ups = [
        *town.signed_up(held, 30, 25),
        *town.signed_up(held, 10, None),
        *town.signed_up(held, 60, None, cancelled=True),
        *town.signed_up(planned, 60, None),  # whose event nobody has reported on
    ]
    await hear(database, [*town.places, held, *sign_ups], seed)
    assert (await tables("reach"))["no-shows"]["rows"] == [
        {"year": "2024", "no_show": 0.38, "no_show_reminded": None, "no_show_not_reminded": None}
    ]


@pytest.mark.parametrize("kept, came", [(19, 10), (30, 26), (30, 4), (30, 30)])
async def test_a_share_of_few_is_hidden(database: Database, town: Town, tables: Tables, kept: int, came: int) -> None:
    held = town.event(town.office, date(2023, 6, 1), 25)
    await hear(database, [*town.places, held, *town.signed_up(held, kept, came)])
    assert (await tables("reach"))["no-shows"]["rows"][0]["no_show"] == {"hidden": True}
    assert (await tables("reach", as_of="2023-06-02"))["no-shows"]["rows"] == []
