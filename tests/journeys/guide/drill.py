"""Somebody does all that the guide says, word by word, in both languages, and its pictures show what they see."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from liaison_events.guide import LANGUAGES, guide
from playwright.async_api import Browser, Page

from tests.journeys.guide import coordinators, office_workers, residents
from tests.journeys.guide.reading import WALKED, Step, parts
from tests.journeys.guide.scene import Scene, page_of, prepare
from tests.journeys.guide.walker import Walker
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

OF = {"residents": residents, "office-workers": office_workers, "coordinators": coordinators}
ALL = [(code, audience, task.key) for code in LANGUAGES for audience in WALKED for task in guide(audience, code).tasks]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scenes(system: System) -> dict[str, Scene]:
    return await prepare(system)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pages(browser: Browser) -> AsyncIterator[dict[tuple[str, str], Page]]:
    """Whoever is there already: by language and who it is."""
    there: dict[tuple[str, str], Page] = {}
    yield there
    for page in there.values():
        await page.context.close()


@pytest.mark.parametrize(("language", "audience", "key"), ALL)
async def test_the_guide_says_what_is_on_the_pages(
    scenes: dict[str, Scene],
    pages: dict[tuple[str, str], Page],
    browser: Browser,
    language: str,
    audience: str,
    key: str,
) -> None:
    task = next(one for one in guide(audience, language).tasks if one.key == key)
    walk, scene = OF[audience].TASKS[key], scenes[language]
    if (language, walk.who) not in pages:
        pages[language, walk.who] = await page_of(browser, scene, walk.who)
    walker = Walker(pages[language, walk.who], scene, language, walk, OF[audience].SHOTS)
    try:
        await walker.begin()
        for part in parts(task.markdown):
            await (walker.do(part) if isinstance(part, Step) else walker.show(part))
    finally:
        await walker.page.context.set_extra_http_headers({})  # back from the time that was played
    assert walker.wrong == []
