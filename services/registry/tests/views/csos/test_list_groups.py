"""The list of initiative groups."""

from datetime import timedelta

import httpx
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import Office
from sqlalchemy import text

from services.registry.tests.organisations import GROUPS, formed, took


async def test_cases_are_found_by_office_step_and_how_long_they_are_stuck(
    staff: httpx.AsyncClient, office: Office
) -> None:
    assert "Жодна група ще не в дорозі" in (await staff.get("/cso/groups")).text
    with clock.set_to(clock.now() - timedelta(days=40)):
        stuck = await formed(staff, office, idea="Клуб шахів")
    moving, over = await formed(staff, office), await formed(staff, office, idea="Хор")
    await took(staff, moving, "statute")
    await staff.post(f"{over}/giving-up", json={"reason": "немає часу"})
    expected = {
        "": [stuck, moving],
        f"office={office.id}": [stuck, moving],
        f"office={new_id()}": [],
        "step=meeting": [moving],
        "quiet=30": [stuck],
        "quiet=90": [],
        "status=given_up": [over],
        "status=": [stuck, moving, over],
    }
    for query, wanted in expected.items():
        found = (await staff.get(f"{GROUPS}?{query}")).json()["groups"]
        assert [f"{GROUPS}/{one['id']}" for one in found] == wanted, query
    page = (await staff.get("/cso/groups?quiet=30")).text
    assert "Клуб шахів" in page
    assert "Узгоджено статут" in page
    assert "Виберіть інший фільтр" in (await staff.get("/cso/groups?quiet=90")).text


async def test_whoever_reads_it_is_on_the_audit_trail(
    staff: httpx.AsyncClient, database: Database, office: Office
) -> None:
    group = await formed(staff, office)
    await staff.get(GROUPS)
    await staff.get(group)
    async with database.reading() as session:
        rows = (await session.execute(text("select * from audit order by number"))).all()
    assert "list_groups" in str(rows[-2])
    assert "show_group" in str(rows[-1])
    assert "Прикладенко" not in str(rows)
