"""A room that was offered is free again where nobody answered in time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
from liaison_events.jobs.end_held_offers import end_held_offers
from liaison_events.model import OfficeCopy
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings

from services.events.tests.asking import TIME, URL, ask
from services.events.tests.conftest import STUDY


async def test_an_offer_that_is_held_no_more_can_be_accepted_until_somebody_is_quicker(
    staff: httpx.AsyncClient,
    office: OfficeCopy,
    database: Database,
    settings: Settings,
    at: Callable[[timedelta], Any],
) -> None:
    with at(timedelta()):
        request, mine = await ask(staff)
        await staff.post(f"{URL}/requests/{request}/offer", json=TIME)
    context = JobContext(database, settings)
    with at(timedelta(hours=35)):
        assert not await end_held_offers(context)
    with at(timedelta(hours=37)):
        assert await end_held_offers(context)
        assert not await end_held_offers(context)
        assert "не притримано" in (await staff.get(f"/space/mine/{mine.rpartition('/')[2]}")).text
        start = datetime.fromisoformat("2023-06-13T15:00:00+00:00")
        event = {"title": "Хор", "description": "x", "kind": "training", "room_id": str(STUDY)}
        event |= {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
        made = (await staff.post("/api/events/v1/events", json=event)).json()
        late = await staff.post(f"{mine}/acceptance")
        assert (late.status_code, late.json()["type"]) == (409, "urn:liaison:problem:room-taken")
        assert "“Хор” from 13.06.2023 18:00 to 19:00" in late.json()["detail"]
        assert (await staff.get(mine)).json()["request"]["status"] == "offered"
        await staff.post(f"/api/events/v1/events/{made['id']}/cancellation", json={"reason": "x"})
        assert (await staff.post(f"{mine}/acceptance")).json() == {"status": "approved"}
