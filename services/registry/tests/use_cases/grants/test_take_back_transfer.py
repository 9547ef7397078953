"""Taking back a transfer that was recorded by mistake."""

from collections.abc import Awaitable, Callable

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_it_stays_on_record_and_counts_no_more(competition: Competition, published: Published) -> None:
    await competition.decided("50 000")
    [award] = competition.awards
    page = award.removeprefix("/api/registry/v1")
    await competition.must(f"{award}/agreement", {"number": "1", "report_due_on": "2099-01-01"})
    await competition.must(f"{award}/transfers", {"amount": "50 000"})
    [transfer] = (await competition.staff.get(award)).json()["transfers"]
    correction = f"{award}/transfers/{transfer['id']}/correction"
    assert "запис залишиться" in (await competition.staff.get(f"{page}?confirm={transfer['id']}")).text
    assert (await competition.post(correction)).json()["errors"][0]["field"] == "correction_reason"
    taken_back = await competition.must(correction, {"correction_reason": "Зайвий нуль"})
    assert taken_back.json()["transferred"] == 0
    assert (await competition.post(correction, {"correction_reason": "x"})).status_code == 409
    elsewhere = f"{award}/transfers/{competition.call['id']}/correction"
    assert (await competition.post(elsewhere, {"correction_reason": "x"})).status_code == 404
    right = await competition.must(f"{award}/transfers", {"amount": "5 000"})
    assert right.json()["transferred"] == 5_000_00
    assert "Зайвий нуль" in (await competition.staff.get(page)).text
    assert (await published())[-3:] == ["GrantTransferred", "GrantTransferTakenBack", "GrantTransferred"]
