"""Removing a draft of a template: only what was never in use."""

import httpx

from services.notifications.tests.use_cases.conftest import PATH, TEXT


async def test_a_draft_is_removed_and_its_number_is_given_again(staff: httpx.AsyncClient) -> None:
    await staff.post(f"{PATH}/draft", json={"text": TEXT})
    answer = await staff.post(f"{PATH}/draft/removal")
    assert (answer.status_code, answer.headers["location"]) == (204, "/messages/templates/confirmation/uk/sms")
    assert [one["number"] for one in (await staff.get(PATH)).json()["versions"]] == [0]
    assert (await staff.post(f"{PATH}/draft", json={"text": TEXT})).json() == {"number": 1}


async def test_what_was_published_is_no_draft(staff: httpx.AsyncClient) -> None:
    await staff.post(f"{PATH}/draft", json={"text": TEXT})
    await staff.post(f"{PATH}/versions/1/publication")
    answer = await staff.post(f"{PATH}/draft/removal")
    assert (answer.status_code, answer.json()["title"]) == (409, "No draft")


async def test_who_saw_an_older_one_removes_nothing(staff: httpx.AsyncClient) -> None:
    seen = (await staff.post(f"{PATH}/draft", json={"text": TEXT})).headers["etag"]
    await staff.post(f"{PATH}/draft", json={"text": f"{TEXT}!"})
    assert (await staff.post(f"{PATH}/draft/removal", headers={"if-match": seen})).status_code == 412
