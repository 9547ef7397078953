"""Changing a grant call."""

from collections.abc import Awaitable, Callable

from services.registry.tests.grants import Competition, terms

Published = Callable[[], Awaitable[list[str]]]


async def test_a_draft_changes_altogether_and_a_public_call_only_where_nobody_is_hurt(
    competition: Competition, published: Published
) -> None:
    await competition.drafted()
    said = {name: value for name, value in terms().items() if name != "slug"}
    said |= {"opens_at": competition.call["opens_at"], "closes_at": competition.call["closes_at"]}
    changed = await competition.must(competition.address, said | {"total": "90 000"}, if_match='"1"')
    assert (changed.json()["total"], changed.headers["etag"]) == (90_000_00, '"2"')
    stale = await competition.post(competition.address, said, if_match='"1"')
    assert stale.status_code == 412
    await competition.must(f"{competition.address}/opening")
    fixed = await competition.post(competition.address, said)
    assert (fixed.status_code, fixed.json()["type"]) == (409, "urn:liaison:problem:terms-are-fixed")
    await competition.must(competition.address, said | {"total": "90 000", "title": "Інша назва"})
    same = await competition.must(competition.address, said | {"total": "90 000", "title": "Інша назва"})
    assert same.json()["title"] == "Інша назва"
    assert await published() == ["GrantCallOpened", "GrantCallChanged"]


async def test_what_the_editor_shows_can_be_sent_back_as_it_is(competition: Competition) -> None:
    await competition.opened()
    page = (await competition.staff.get("/grants/youth/edit")).text
    assert 'value="100 000,00"' in page
