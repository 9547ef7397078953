"""Approving a bulletin: a second person, and exactly what they saw."""

from typing import Any

import pytest
from liaison_contracts.identity import Role
from liaison_kit.database import new_id
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.bulletining import API, WORDS, Coordinators
from services.notifications.tests.subscribing import DISTRICT, OFFICE, OTHER, office


async def test_neither_whoever_wrote_it_nor_whoever_changed_it_last_approves_it(coordinators: Coordinators) -> None:
    author, other = coordinators.author, coordinators.other
    path = await coordinators.write()
    refused = await coordinators.post(author, f"{path}/approval")
    assert (refused.status_code, refused.json()["title"]) == (409, "Own work")
    await coordinators.post(other, f"{path}/words", json=WORDS)
    assert (await coordinators.post(other, f"{path}/approval")).status_code == 409
    assert (await coordinators.post(author, f"{path}/approval")).status_code == 409
    assert (await coordinators.post(new_id(), f"{path}/approval")).status_code == 201


async def test_the_database_wants_two_people_as_well(story: Any, coordinators: Coordinators) -> None:
    await coordinators.write()
    for who in ("written_by", "changed_by"):
        with pytest.raises(IntegrityError, match="two_people"):
            async with story.database.transaction() as session:
                await session.execute(
                    text(f"update bulletin set status = 'approved', approved_at = now(), approved_by = {who}")
                )


async def test_only_what_was_seen_is_approved(coordinators: Coordinators) -> None:
    path = await coordinators.write()
    seen = (await coordinators.get(coordinators.other, path)).headers["etag"]
    await coordinators.post(coordinators.author, f"{path}/words", json={**WORDS, "sms": "Інше."})
    answer = await coordinators.post(coordinators.other, f"{path}/approval", headers={"if-match": seen})
    assert answer.status_code == 412


async def test_a_time_that_is_over_is_not_approved(story: Any, coordinators: Coordinators) -> None:
    path = await coordinators.write(send_at="2026-05-15T13:00")
    story.later(hours=2)
    answer = await coordinators.post(coordinators.other, f"{path}/approval")
    assert answer.status_code == 422
    assert "This moment is over" in answer.json()["detail"]


async def test_an_offices_coordinator_writes_for_its_district_alone(story: Any, coordinators: Coordinators) -> None:
    second = new_id()
    await story.tell(office(), office(id=second, district_id=OTHER))
    own: dict[str, Any] = {"whole_network": False, "offices": [OFFICE]}
    for districts, status in (([], 403), ([str(OTHER)], 403), ([str(DISTRICT), str(OTHER)], 403)):
        answer = await coordinators.post(coordinators.author, API, own, json={**WORDS, "districts": districts})
        assert answer.status_code == status
    answer = await coordinators.post(coordinators.author, API, own, json={**WORDS, "districts": [str(DISTRICT)]})
    assert answer.status_code == 201
    path = f"{API}/{answer.json()['id']}"
    foreign: dict[str, Any] = {"whole_network": False, "offices": [second]}
    for act in ("approval", "stop", "removal", "approval/withdrawal"):
        assert (await coordinators.post(coordinators.other, f"{path}/{act}", foreign)).status_code == 403
    assert (await coordinators.get(coordinators.other, path, **foreign)).status_code == 403
    assert (await coordinators.get(coordinators.other, API, **foreign)).json()["bulletins"] == []
    assert len((await coordinators.get(coordinators.author, API, **own)).json()["bulletins"]) == 1
    assert (await coordinators.post(coordinators.other, f"{path}/approval")).status_code == 201


async def test_workers_and_analysts_write_none(coordinators: Coordinators) -> None:
    roles = {"roles": [Role.WORKER, Role.ANALYST]}
    assert (await coordinators.post(coordinators.author, API, roles, json=WORDS)).status_code == 403
    assert (await coordinators.get(coordinators.author, API, **roles)).status_code == 403
