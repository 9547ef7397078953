"""Somebody who has never seen the network, and does what the guide says: finds its bold words, and uses them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from liaison_pages.language import Language
from playwright.async_api import ElementHandle, Page

from tests.journeys.guide.pictures import Shot, look
from tests.journeys.guide.reading import Picture, Step

Value = str | int | None
Fill = Value | Callable[["Walker"], Value]
Hook = Callable[["Walker"], Awaitable[Any]]
Start = str | Callable[["Walker"], Awaitable[str]]

_FIND = """([wanted, inside]) => {
    const clean = (text) => (text ?? '').replace(/\\s+/g, ' ').trim()
    const seen = (element) => element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
    const named = (element) => [element.getAttribute('aria-label'), element.innerText].map(clean).includes(wanted)
    const kinds = ['label', 'button', 'a', 'summary',
        'legend, h1, h2, h3, h4, caption, dt, th, .tag, strong, p, li, dd, td, span']
    for (const kind of kinds) {
        const all = [...document.querySelectorAll(`${inside} :is(${kind})`)].filter((one) => named(one) && seen(one))
        const last = window.lastUsed
        const later = last?.isConnected
            && all.find((one) => last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)
        const found = later || all[0]
        if (found) {
            window.lastUsed = found
            return kind === 'label' ? found.control ?? found : found
        }
    }
    return null
}"""
_WHAT = """(element) => ({
    tag: element.tagName, type: element.type ?? '', name: (element.name ?? '').replace('[]', ''),
    href: element.href ?? '', download: element.hasAttribute('download'), open: element.parentElement?.open,
})"""
_ALL = """() => [...document.querySelectorAll('label, button, a, summary, legend, h1, h2, h3, dt, th, .tag')]
    .filter((one) => one.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}))
    .map((one) => one.innerText.replace(/\\s+/g, ' ').trim()).filter(Boolean)"""


@dataclass(frozen=True)
class Walk:
    """How a task is walked: what the guide leaves to its reader.

    `who` walks it and `start` is where; `fills` is what is typed or chosen, by the names of fields: None only looks at
    it, and a field that is not named is looked at, too. `then` is done after a name of a step (`"2.1"`: after the first
    of the second step; `"2.0"`: before it): what somebody does there with what is not the product's own words.
    """

    who: str
    start: Start = "/"
    fills: Mapping[str, Fill] = field(default_factory=dict)
    then: Mapping[str, Hook] = field(default_factory=dict)
    looks: tuple[str, ...] = ()
    """Names (in English) that are looked at and not pressed."""
    inside: Mapping[str, str] = field(default_factory=dict)
    """Where a name of a step is looked for, if there are several: by its place, a selector."""


class Walker:
    """One task in one language; `scene` is what the network has for it."""

    def __init__(self, page: Page, scene: Any, language: str, walk: Walk, shots: Mapping[str, Shot]) -> None:
        self.page, self.scene, self.walk, self.shots = page, scene, walk, shots
        self.language, self.words = language, Language(language)
        self.wrong: list[str] = []

    def word(self, english: str) -> str:
        return self.words.text(english)

    async def begin(self) -> None:
        start = self.walk.start if isinstance(self.walk.start, str) else await self.walk.start(self)
        await self.go(start)

    async def go(self, path: str) -> None:
        answer = await self.page.goto(path)
        assert answer is None or answer.status == 200, f"{path}: {answer.status}"

    async def do(self, step: Step) -> None:
        await self._hook(f"{step.number}.0")
        for place, name in enumerate(step.names, 1):
            await self._use(step, place, name)
            await self._hook(f"{step.number}.{place}")

    async def show(self, picture: Picture) -> None:
        found = await look(self.page, self.language, picture.name, self.shots.get(picture.name, Shot()))
        self.wrong += [found] if found else []

    async def _hook(self, place: str) -> None:
        if place in self.walk.then:
            await self.walk.then[place](self)

    async def _use(self, step: Step, place: int, name: str) -> None:
        inside = self.walk.inside.get(f"{step.number}.{place}", "body")
        await self.page.wait_for_load_state()
        handle = await self.page.evaluate_handle(_FIND, [name, inside])
        element = handle.as_element()
        if element is None:
            there = ", ".join(dict.fromkeys(await self.page.evaluate(_ALL)))
            raise AssertionError(f"step {step.number}: {self.page.url} has no “{name}”; it has {there}")
        what = await element.evaluate(_WHAT)
        if name in map(self.word, self.walk.looks):
            return
        if what["tag"] == "A":
            await self._follow(element, what)
            await self._must_be_answered(step, name)
        elif what["tag"] == "BUTTON" or (what["tag"] == "SUMMARY" and not what["open"]):
            await element.click()
            await self._must_be_answered(step, name)
        elif what["tag"] in {"INPUT", "SELECT", "TEXTAREA"}:
            await self._fill(element, what)

    async def _must_be_answered(self, step: Step, name: str) -> None:
        """What was pressed did it: the page that came is not one that refuses, or is missing."""
        await self.page.wait_for_load_state()
        status = await self.page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        if status != 200:
            told = await self.page.locator("main").inner_text()
            raise AssertionError(f"step {step.number}: “{name}” led to {self.page.url}, {status}: {told[:500]}")

    async def _follow(self, link: ElementHandle, what: Mapping[str, Any]) -> None:
        if what["download"]:
            answer = await self.page.context.request.get(what["href"])
            assert answer.status == 200, f"{what['href']}: {answer.status}"
        elif what["href"].startswith("http"):
            await link.click()

    async def _fill(self, control: ElementHandle, what: Mapping[str, Any]) -> None:
        ticked = what["type"] in {"checkbox", "radio"}
        value = self.walk.fills.get(what["name"], "" if ticked else None)
        value = value(self) if callable(value) else value
        if value is None:
            return
        if ticked:
            await control.check()
        elif what["tag"] == "SELECT":
            await (control.select_option(index=value) if isinstance(value, int) else control.select_option(value))
        else:
            await control.fill(str(value))
