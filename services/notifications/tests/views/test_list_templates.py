"""The list of templates."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_contracts.identity import Role

from services.notifications.tests.use_cases.conftest import TEXT

PATH = "/api/notifications/v1/messages/templates"
SignIn = Callable[..., Awaitable[httpx.AsyncClient]]


async def test_each_says_which_version_is_in_use_and_whether_there_is_a_draft(staff: httpx.AsyncClient) -> None:
    for _ in range(2):
        await staff.post(f"{PATH}/confirmation/uk/sms/draft", json={"text": TEXT})
        await staff.post(f"{PATH}/confirmation/uk/sms/versions/1/publication")
    found = (await staff.get(PATH)).json()["templates"]
    assert len(found) == (10 * 2 + 2) * 2
    of_sms = [one for one in found if (one["purpose"], one["channel"]) == ("confirmation", "sms")]
    assert [(one["language"], one["published"], one["draft"]) for one in of_sms] == [("uk", 1, 2), ("en", 0, None)]
    page = await staff.get("/messages/templates?lang=en")
    assert 'href="/messages/templates/confirmation/uk/sms"' in page.text
    assert 'href="/messages/templates"' in (await staff.get("/messages")).text


async def test_it_is_for_whoever_answers_for_the_whole_network(signed_in: SignIn) -> None:
    everything: dict[str, Any] = {"roles": [Role.COORDINATOR]}
    assert (await (await signed_in(**everything)).get(PATH)).status_code == 200
    assert (await (await signed_in(**everything, whole_network=False)).get(PATH)).status_code == 403
    assert (await (await signed_in(roles=[Role.WORKER])).get(PATH)).status_code == 403
