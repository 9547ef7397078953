"""Signing the agreement about a grant."""

from collections.abc import Awaitable, Callable

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_the_agreement_is_recorded_once(competition: Competition, published: Published) -> None:
    await competition.decided("50 000")
    [award] = competition.awards
    early = {"number": "1", "signed_on": "2020-01-01", "report_due_on": "2099-01-01"}
    answer = await competition.post(f"{award}/agreement", early)
    assert answer.json()["errors"][0]["field"] == "signed_on"
    due = {"number": "1", "report_due_on": "2020-01-01"}
    answer = await competition.post(f"{award}/agreement", due)
    assert answer.json()["errors"][0]["field"] == "report_due_on"
    agreement = {"number": "12/2026", "report_due_on": "2099-01-01"}
    signed = await competition.must(f"{award}/agreement", agreement, if_match='"1"')
    assert signed.json()["report_due_on"] == "2099-01-01"
    assert (await competition.post(f"{award}/agreement", agreement)).status_code == 409
    assert (await published())[-1] == "GrantAgreed"
