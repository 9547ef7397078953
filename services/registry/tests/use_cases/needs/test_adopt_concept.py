"""Adopting a concept."""

from datetime import timedelta
from typing import Any

import httpx
from liaison_kit import clock

STUDIES = "/api/registry/v1/surveys/studies"


async def test_a_concept_needs_published_results_and_services_that_were_asked_about(
    staff: httpx.AsyncClient, opened: dict[str, Any]
) -> None:
    home, district, today = f"{STUDIES}/{opened['id']}", opened["district_ids"][0], clock.today()
    concept = {"services": [f"q1 c1 {district}"], "document": "https://x.example/1", "adopted_on": today.isoformat()}
    assert (await staff.post(f"{home}/concept", json=concept)).status_code == 409
    for act in ("closing", "publication"):
        assert (await staff.post(f"{home}/{act}", json={})).status_code == 200
    tomorrow = (today + timedelta(days=1)).isoformat()
    wrong = {"services": ["q1 c9 x"], "document": "javascript:x", "adopted_on": tomorrow}
    for field, value in wrong.items():
        refused = await staff.post(f"{home}/concept", json=concept | {field: value})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    adopted = await staff.post(f"{home}/concept", json=concept)
    assert adopted.status_code == 200
    # Somebody else had the page open before.
    late, seen = concept | {"document": "https://x.example/2"}, int(adopted.headers["etag"].strip('"')) - 1
    second = await staff.post(f"{home}/concept", json=late, headers={"if-match": f'"{seen}"'})
    assert second.status_code == 412
