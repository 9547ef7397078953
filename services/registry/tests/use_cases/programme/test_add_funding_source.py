"""Adding somebody who pays."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from services.registry.tests.money_steps import MONEY, SOURCE, done

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")


async def test_a_source_is_there_with_nothing_promised_yet(staff: httpx.AsyncClient, published: Published) -> None:
    state = await done(await staff.post(f"{MONEY}/funding-sources", json=SOURCE))
    (source,) = state["funding"]["sources"]
    assert (source["name"], source["kind"], source["pledged"]) == ("Міський бюджет", "city_budget", 0)
    assert (await published())[-1] == "FundingChanged"
    wrong = await staff.post(f"{MONEY}/funding-sources", json=SOURCE | {"kind": "lottery", "name_en": ""})
    assert sorted(error["field"] for error in wrong.json()["errors"]) == ["kind", "name_en"]
