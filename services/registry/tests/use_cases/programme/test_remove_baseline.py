"""Removing a year of the baseline."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from services.registry.tests.plan_steps import BASELINE, FIRST, PROGRAMME, SAID, SECOND, file_of, send, taken

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")
ROWS = (f"{FIRST},2020-04,events,3,{SAID}", f"{FIRST},2021-04,events,4,{SAID}", f"{SECOND},2021-04,events,5,{SAID}")


async def test_each_district_that_loses_figures_is_told_of(staff: httpx.AsyncClient, published: Published) -> None:
    await taken(await send(staff, "baseline", file_of(BASELINE, *ROWS)))
    before = await published()
    answer = await staff.post(f"{PROGRAMME}/baseline/removal", json={"year": 2021})
    assert (answer.status_code, answer.json()["gone"]) == (200, 2)
    assert await published() == [*before, "BaselineChanged", "BaselineChanged"]
    shown = (await staff.get(f"{PROGRAMME}/baseline")).json()
    assert (shown["years"], [one["total"] for one in shown["rows"]]) == ([2020], [3])
    again = await staff.post(f"{PROGRAMME}/baseline/removal", json={"year": 2021})
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "year")
