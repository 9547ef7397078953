"""An office's page where the network keeps public holidays."""

from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_registry.model import Office

from services.registry.tests.offices import OVERRIDE, done

INDEPENDENCE_DAY = datetime(2026, 8, 24, 10, tzinfo=clock.KYIV)
"""A Monday."""


@pytest.fixture
def more_settings(tmp_path: Path) -> dict[str, Any]:
    return {
        "signing_key_file": tmp_path / "signing.key",
        "totp_key_file": tmp_path / "totp.key",
        "public_holidays": True,
    }


async def test_the_door_is_shut_on_a_holiday_and_says_when_it_opens(staff: httpx.AsyncClient, office: Office) -> None:
    await done(staff, office, "hours", dict.fromkeys(("monday", "tuesday"), "09:00–18:00"))
    with clock.set_to(INDEPENDENCE_DAY):
        await done(staff, office, "opening", OVERRIDE)
        shown = (await staff.get("/api/registry/v1/offices/khutory")).json()
        found = (await staff.get("/api/registry/v1/offices?open_now=true")).json()["offices"]
    assert (shown["open_now"], shown["opens_next"]) == (False, "2026-08-25T09:00:00+03:00")
    assert [len(day["hours"]) for day in shown["week"]] == [0, 1, 0, 0, 0, 0, 0]
    assert found == [], "the finder says the same as the page"
