"""Whoever asks for help finds every guide and every task."""

import httpx
from liaison_events.guide import AUDIENCES, guide


async def test_it_leads_to_every_task_of_every_guide(client: httpx.AsyncClient) -> None:
    for language in ("uk", "en"):
        page = (await client.get(f"/help?lang={language}")).text
        for audience in AUDIENCES:
            for task in guide(audience, language).tasks:
                assert f'href="/help/{audience}#{task.key}">{task.title}</a>' in page


async def test_every_page_leads_to_it(client: httpx.AsyncClient) -> None:
    assert '<a href="/help">Довідка</a>' in (await client.get("/privacy")).text
