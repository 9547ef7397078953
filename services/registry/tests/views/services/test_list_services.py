"""The list of services, and the page of one."""

from datetime import timedelta

import httpx
import pytest
from liaison_kit import clock


@pytest.mark.usefixtures("offered")
async def test_a_resident_finds_what_is_offered_where_and_since_when_nobody_has_looked(
    staff: httpx.AsyncClient, catalogued: str
) -> None:
    page = (await staff.get("/services?q=петиц&area=petition")).text
    assert f'href="/services/{catalogued}"' in page
    assert 'href="/offices/khutory"' in page
    assert "Такої послуги немає" in (await staff.get("/services?area=appeal")).text
    one = (await staff.get(f"/services/{catalogued}")).text
    assert "<li>Паспорт</li><li>Текст петиції</li>" in one
    assert "безоплатно" in one
    assert "Перевірено" in one
    assert "Спершу зателефонуйте" not in one
    with clock.set_to(clock.now() + timedelta(days=200)):
        assert "Спершу зателефонуйте" in (await staff.get(f"/services/{catalogued}")).text
        assert "Чи це ще так?" in (await staff.get("/offices/khutory")).text
        assert 'href="/offices/khutory/services"' in (await staff.get("/services/unchecked")).text
    english = (await staff.get(f"/services/{catalogued}?lang=en")).text
    assert "We write and file an electronic petition together." in english


@pytest.mark.usefixtures("offered")
async def test_before_it_is_retired_a_coordinator_reads_how_many_offices_lose_it(
    staff: httpx.AsyncClient, catalogued: str
) -> None:
    page = (await staff.get(f"/services/{catalogued}")).text
    assert f'action="/services/{catalogued}/retirement"' not in page
    asked = (await staff.get(f"/services/{catalogued}?confirm=retirement")).text
    assert f'action="/services/{catalogued}/retirement"' in asked
    assert "надавати 1 офіс" in asked


async def test_an_empty_catalogue_says_what_to_do_next(staff: httpx.AsyncClient) -> None:
    assert "Додайте першу послугу" in (await staff.get("/services")).text
    assert (await staff.get("/services/new")).status_code == 200
    for query in ("area=magic", "retired=perhaps", "q=" + "x" * 201):
        assert (await staff.get(f"/services?{query}")).status_code == 422
