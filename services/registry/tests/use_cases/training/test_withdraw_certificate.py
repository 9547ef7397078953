"""Withdrawing a certificate."""

import httpx
from liaison_kit.database import Database, new_id
from liaison_registry.model import Office

from services.registry.tests.offices import qualified_worker


async def test_it_counts_no_more_and_the_training_can_be_recorded_anew(
    staff: httpx.AsyncClient, office: Office, database: Database
) -> None:
    worker = await qualified_worker(database, office)
    here = f"/api/registry/v1/people/{worker.id}/training"
    given = (await staff.get(here)).json()["certificates"][0]
    page = await staff.get(f"/people/{worker.id}/training?confirm=withdrawal-{given['id']}&lang=en")
    assert "counts no more" in page.text
    elsewhere = await staff.post(f"/api/registry/v1/people/{new_id()}/training/{given['id']}/withdrawal")
    assert elsewhere.status_code == 404
    form = {"_page": f"/people/{worker.id}/training"}
    back = await staff.post(f"/people/{worker.id}/training/{given['id']}/withdrawal", data=form)
    assert (back.status_code, back.headers["location"]) == (303, f"/people/{worker.id}/training")
    shown = (await staff.get(here)).json()
    assert (shown["person"]["standing"], shown["certificates"][0]["good"]) == ("untrained", False)
    assert (await staff.post(f"{here}/{given['id']}/withdrawal")).status_code == 409
    again = await staff.post(here, json={"programme_id": given["programme_id"]})
    assert again.status_code == 201, again.text
    assert (await staff.get(here)).json()["person"]["standing"] == "qualified"
