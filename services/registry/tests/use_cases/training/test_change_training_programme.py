"""Changing a training programme."""

from datetime import timedelta

import httpx
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import Office

from services.registry.tests.offices import qualified_worker

TRAINING = "/api/registry/v1/people/training"


async def test_certificates_of_before_end_otherwise_and_the_second_who_edits_is_told(
    staff: httpx.AsyncClient, office: Office, database: Database
) -> None:
    worker = await qualified_worker(database, office, clock.today() - timedelta(days=200))
    known = (await staff.get(TRAINING)).json()["programmes"][0]
    one = f"{TRAINING}/programmes/{known['id']}"
    seen = (await staff.get(one)).headers["etag"]
    plan = {"name": "Основи", "name_en": "Basics", "validity_months": 6, "required": True}
    assert (await staff.post(one, json=plan, headers={"if-match": seen})).status_code == 200
    shown = (await staff.get(f"/api/registry/v1/people/{worker.id}/training")).json()["person"]
    assert shown["standing"] == "expired"
    assert "1 worker is no longer qualified" in (await staff.get("/people/training?lang=en")).text
    form = {"_page": f"/people/training/programmes/{known['id']}", "_version": seen.strip('"'), **plan}
    theirs = {"validity_months": "18", "required": "", "_boxes": "required"}
    second = await staff.post(f"/people/training/programmes/{known['id']}", data=form | theirs)
    assert second.status_code == 412
    assert "Now it says: 6" in second.text
    assert "Now it says: marked" in second.text
    assert second.text.count("Now it says") == 2
