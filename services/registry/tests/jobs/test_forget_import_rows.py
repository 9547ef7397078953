"""Forgetting the rows of imports."""

from datetime import timedelta
from typing import Any

import httpx
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_registry.jobs.forget_import_rows import KEPT, forget_import_rows
from liaison_registry.model import ImportReport, ImportRow
from sqlalchemy import func, select


async def test_rows_go_after_a_month_and_the_report_stays(
    staff: httpx.AsyncClient, database: Database, settings: Any
) -> None:
    for code in ("99000376", "99000749"):
        await staff.post("/api/registry/v1/cso/import", content=f"ЄДРПОУ;Назва\n{code};ГО\n1;ГО".encode())
    async with database.transaction() as session:
        old = (await session.scalars(select(ImportReport).order_by(ImportReport.id))).first()
        assert old
        old.made_at -= KEPT + timedelta(days=1)
    await forget_import_rows(JobContext(database, settings))
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(ImportRow)) == 2
    report = (await staff.get(f"/api/registry/v1/network/imports/{old.id}")).json()
    assert (report["refused"], report["rejected"]) == (1, [])
