"""The pages of the population and of the baseline."""

import httpx
import pytest

from services.registry.tests.plan_steps import BASELINE, FIRST, POPULATION, SAID, SECOND, file_of, send

pytestmark = pytest.mark.usefixtures("imported")


async def test_before_anything_is_imported_they_say_who_does_that(staff: httpx.AsyncClient) -> None:
    for page in ("population", "baseline"):
        assert f'action="/programme/{page}"' in (await staff.get(f"/programme/{page}")).text
    del staff.headers["authorization"]
    for page in ("population", "baseline"):
        shown = await staff.get(f"/programme/{page}")
        assert "щойно їх імпортують координатори" in shown.text
        assert f'action="/programme/{page}"' not in shown.text


async def test_the_population_is_shown_by_district_and_year_with_source_and_day(staff: httpx.AsyncClient) -> None:
    ages = ("0-17", "18-34", "35-59", "60+")
    rows = [f"{FIRST},2021,{sex},{age},{n},{SAID}" for sex, n in (("female", 30), ("male", 20)) for age in ages]
    await send(staff, "population", file_of(POPULATION, *rows, f"{SECOND},2021,male,60+,9,{SAID}"))
    await send(staff, "population", file_of(POPULATION, f"{FIRST},2019,male,60+,5,Лист сільради,2020-01-01"))
    newest = (await staff.get("/api/registry/v1/programme/population")).json()
    assert (newest["year"], newest["years"], len(newest["missing"])) == (2021, [2021, 2019], 6)
    whole, part = sorted(newest["districts"], key=lambda one: -one["total"])
    assert (whole["total"], whole["women"], whole["men"], whole["ages"]) == (200, 120, 80, dict.fromkeys(ages, 50))
    assert (whole["complete"], part["complete"]) == (True, False)
    assert (whole["sources"], whole["as_of"]) == (["Держстат"], "2021-02-01")
    page = (await staff.get("/programme/population?year=2019")).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Лист сільради" in page
    assert "1 січня 2020" in page


async def test_the_baseline_is_shown_by_district_year_and_kind(staff: httpx.AsyncClient) -> None:
    rows = [f"{FIRST},2021-0{month},events,{month},{SAID}" for month in (1, 2, 3)]
    await send(staff, "baseline", file_of(BASELINE, *rows, f"{FIRST},2020-12,petitions,1,{SAID}"))
    shown = (await staff.get("/api/registry/v1/programme/baseline")).json()
    assert (shown["year"], shown["years"]) == (2021, [2021, 2020])
    assert [(one["kind"], one["total"], one["months"]) for one in shown["rows"]] == [("events", 6, 3)]
    page = (await staff.get("/programme/baseline?year=2020")).text
    assert "Подані петиції" in page
    assert "Держстат" in page


async def test_the_programme_and_the_imports_lead_to_both(staff: httpx.AsyncClient) -> None:
    for page in ("/programme", "/network"):
        shown = (await staff.get(page)).text
        assert "/programme/population" in shown
        assert "/programme/baseline" in shown
