"""What is answered; what a receiver gets of it is shown in tests/jobs/test_deliver_webhooks.py."""

import httpx
from liaison_kit.database import new_id

from services.reporting.tests.use_cases.webhooks.conftest import API


async def test_it_is_done_to_the_webhook_that_is_there_and_no_other(add, staff: httpx.AsyncClient, published) -> None:
    made = await add()
    answer = await staff.post(f"{API}/{made['id']}/tests", json={})
    assert answer.status_code == 202, answer.text
    assert (await staff.post(f"{API}/{new_id()}/tests", json={})).status_code == 404
    assert await published() == []
