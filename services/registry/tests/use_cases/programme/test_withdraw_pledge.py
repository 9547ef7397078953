"""Withdrawing a pledge."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model.programme.funding import Pledge

from services.registry.tests.money_steps import MONEY, a_source, done, ids

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")


async def test_it_counts_no_more_and_is_withdrawn_once(staff: httpx.AsyncClient, database: Database) -> None:
    source = await a_source(staff)
    for amount in (500, 700):
        await done(await staff.post(f"{MONEY}/funding-sources/{source}/pledges", json={"amount": amount}))
    first, _ = await ids(database, Pledge)
    state = await done(await staff.post(f"{MONEY}/pledges/{first}/withdrawal"), 200)
    assert state["funding"]["pledged"] == 700
    assert (await staff.post(f"{MONEY}/pledges/{first}/withdrawal")).status_code == 409
