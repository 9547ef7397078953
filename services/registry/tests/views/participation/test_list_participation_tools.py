"""How to take part: each tool explained."""

import httpx
from liaison_contracts.events import ParticipationTool
from liaison_registry.model.services.participation_tools import GUIDES


def test_every_tool_that_an_event_can_teach_is_explained_once_in_both_languages() -> None:
    assert sorted(guide.tool for guide in GUIDES) == sorted(ParticipationTool)
    for guide in GUIDES:
        assert len(guide.steps) == len(guide.steps_en) >= 3, guide.tool
        assert all(value for value in guide.model_dump().values()), guide.tool


async def test_a_resident_reads_what_to_do_and_where_help_is(client: httpx.AsyncClient) -> None:
    page = (await client.get("/take-part")).text
    assert 'id="petition"' in page
    assert "стаття 23-1" in page
    assert 'href="/offices"' in page
    english = (await client.get("/take-part?lang=en")).text
    assert "within a month" in english
    answer = (await client.get("/api/registry/v1/take-part")).json()
    assert len(answer["tools"]) == len(ParticipationTool)
