"""Opening a study."""

from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

STUDIES = "/api/registry/v1/surveys/studies"


async def test_questions_freeze_as_the_survey_opens(
    staff: httpx.AsyncClient, opened: dict[str, Any], database: Database
) -> None:
    home = f"{STUDIES}/{opened['id']}"
    assert (await staff.post(f"{home}/questions/q1/removal", json={})).status_code == 409

    async def write(change: str) -> None:
        async with database.transaction() as session:
            await session.execute(text(f"update needs_study set {change}"))

    with pytest.raises(IntegrityError, match="stay as they are"):
        await write("questions = '[]'")
    with pytest.raises(IntegrityError, match="does not go from"):
        await write("status = 'draft'")
