"""Who is qualified, where and until when."""

from datetime import timedelta
from typing import Any

import httpx
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import Office

from services.registry.tests.offices import another_worker, qualified_worker

TRAINING = "/api/registry/v1/people/training"


async def test_what_is_most_urgent_comes_first_and_filters_work(
    staff: httpx.AsyncClient, office: Office, database: Database
) -> None:
    expired = await qualified_worker(database, office, clock.today() - timedelta(days=400))
    other = await another_worker(database, office)
    found = (await staff.get(TRAINING)).json()
    assert [one["id"] for one in found["people"]] == [str(expired.id), str(other.id)]
    assert [one["standing"] for one in found["people"]] == ["expired", "untrained"]
    assert (found["expired"], found["offices"][0]["qualified"]) == (1, 0)
    programme = found["programmes"][0]["id"]
    recorded = await staff.post(f"/api/registry/v1/people/{other.id}/training", json={"programme_id": programme})
    assert recorded.status_code == 201
    found = (await staff.get(TRAINING, params={"standing": "qualified", "office": str(office.id)})).json()
    assert [one["id"] for one in found["people"]] == [str(other.id)]
    assert found["offices"][0]["qualified"] == 1
    page = await staff.get(f"/people/training?standing=expiring&office={office.id}&lang=en")
    assert "Choose another filter" in page.text


async def test_it_is_for_coordinators_of_the_network(signed_in: Any, office: Office) -> None:
    own = await signed_in(roles=["coordinator"], whole_network=False, offices=[office.id])
    assert (await own.get(TRAINING)).status_code == 403
