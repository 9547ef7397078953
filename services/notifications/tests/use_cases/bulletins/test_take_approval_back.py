"""Taking an approval back, before it begins."""

from typing import Any

from services.notifications.tests.bulletining import Coordinators


async def test_an_approval_is_taken_back_until_it_begins(story: Any, coordinators: Coordinators) -> None:
    path = await coordinators.approved(send_at="2026-05-16T10:00")
    assert (await coordinators.post(coordinators.author, f"{path}/approval/withdrawal")).status_code == 200
    again = await coordinators.post(coordinators.author, f"{path}/approval/withdrawal")
    assert (again.status_code, again.json()["title"]) == (409, "Not approved")
    assert (await coordinators.post(coordinators.other, f"{path}/approval")).status_code == 201
    assert (await coordinators.post(coordinators.other, f"{path}/approval")).status_code == 409
