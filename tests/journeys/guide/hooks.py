"""What a reader of the guide does with what is not the product's own words: chooses an event, reads mail, agrees."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.journeys.guide.scene import Scene
from tests.journeys.guide.walker import Hook, Start, Walker

Make = Callable[[Scene], Awaitable[Any]]


def at(make: Make, form: str = "{0}") -> Start:
    """Begins at the address of what is made; `form` says where in it."""

    async def address(walker: Walker) -> str:
        return form.format(await make(walker.scene))

    return address


def having(make: Make, path: str = "/today") -> Start:
    """Begins there, once that is in the network."""

    async def address(walker: Walker) -> str:
        await make(walker.scene)
        return path

    return address


def to(start: Start) -> Hook:
    """Goes to an address that the guide calls by what it is."""

    async def go(walker: Walker) -> None:
        await walker.go(start if isinstance(start, str) else await start(walker))

    return go


def press(selector: str) -> Hook:
    async def click(walker: Walker) -> None:
        await walker.page.locator(selector).first.click()

    return click


def follow(address: Callable[[Walker], str]) -> Hook:
    """Presses the link that leads there."""

    async def click(walker: Walker) -> None:
        await walker.page.locator(f"main a[href^='{address(walker)}']").first.click()

    return click


def mark(name: str, value: str) -> Hook:
    async def choose(walker: Walker) -> None:
        await walker.page.check(f"input[name='{name}'][value='{value}']")

    return choose


def rows(**columns: list[str]) -> Hook:
    """Fills in a table of fields, column by column."""

    async def fill(walker: Walker) -> None:
        for name, values in columns.items():
            for place, value in enumerate(values):
                await walker.page.locator(f"main input[name='{name}[]']").nth(place).fill(value)

    return fill


async def agree(walker: Walker) -> None:
    await walker.page.check("#consent")
