"""Removing a bulletin that nobody was sent."""

from services.notifications.tests.bulletining import Coordinators


async def test_it_is_removed_until_people_have_it(coordinators: Coordinators) -> None:
    path = await coordinators.write()
    assert (await coordinators.post(coordinators.author, f"{path}/removal")).status_code == 204
    assert (await coordinators.get(coordinators.author, path)).status_code == 404
