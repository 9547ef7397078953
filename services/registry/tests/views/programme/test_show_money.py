"""The page about the commitment's money, and the forms to record it."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from liaison_contracts.registry import BudgetLine, Funding, OfficeFunding
from liaison_kit.database import new_id
from liaison_registry.model.programme.funding import budget_covered

from services.registry.tests.money_steps import MONEY, a_line, a_source, done


async def test_before_anything_is_recorded_it_says_what_to_do(staff: httpx.AsyncClient) -> None:
    assert "Почніть з того, хто платить" in (await staff.get("/programme/money")).text
    assert "імпортуйте мережу" in (await staff.get("/programme/money/edit")).text


@pytest.mark.usefixtures("imported")
async def test_it_shows_who_pays_what_is_planned_and_what_is_not_promised_yet(
    staff: httpx.AsyncClient, an_office: str
) -> None:
    source = await a_source(staff)
    await done(await staff.post(f"{MONEY}/funding-sources/{source}/pledges", json={"amount": "1000"}))
    await a_line(staff, an_office, "2 500,50")
    page = (await staff.get("/programme/money")).text.replace("\N{NO-BREAK SPACE}", " ")
    for part in ("Міський бюджет", "1 000,00 грн", "2 500,50 грн", "1 500,50 грн ще не обіцяно", "Ремонт"):
        assert part in page, part
    form = (await staff.get("/programme/money/edit?lang=en")).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "2,500.50 UAH left" in form
    assert f'action="/programme/funding-sources/{source}/pledges"' in form


AMOUNT = st.integers(0, 1000)


@given(AMOUNT, AMOUNT, AMOUNT)
def test_a_budget_is_covered_when_all_that_is_planned_is_promised(mine: int, others: int, pledged: int) -> None:
    office, other = new_id(), new_id()
    names = {"office_name": "x", "office_name_en": "x"}
    offices = [
        OfficeFunding(office_id=one, lines=[BudgetLine(kind="repair", planned=planned, spent=0)], **names)
        for one, planned in ((office, mine), (other, others))
    ]
    funding = Funding(pledged=pledged, planned=mine + others, spent=0, sources=[], offices=offices)
    expected = None if mine == 0 else pledged >= mine + others
    assert budget_covered(funding, office) == expected
    assert budget_covered(funding, new_id()) is None
    assert budget_covered(None, office) is None
