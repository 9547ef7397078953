"""What whoever builds a survey sees of it before it opens."""

from typing import Any

import httpx


async def test_it_is_the_form_but_nothing_can_be_sent(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    home = f"/surveys/studies/{study['id']}"
    assert f'href="{home}/preview"' in (await staff.get(home)).text
    page = (await staff.get(f"{home}/preview")).text
    assert "Це попередній перегляд" in page
    assert 'value="c1"' in page
    assert "Які курси?" in page
    assert 'action="/surveys/' not in page
    assert "Which courses?" in (await staff.get(f"{home}/preview?lang=en")).text
    del staff.headers["authorization"]
    assert (await staff.get(f"/api/registry/v1{home}/preview")).status_code == 401
