"""Pictures of the guide, taken by the browser that walks it, and what each shows as text: by that one sees its age.

Texts are compared, not pixels: fonts and machines differ, and a picture does not get old by that. Days, times and
addresses are left out, for they are other ones in each run.
"""

import base64
import os
import re
from dataclasses import dataclass
from pathlib import Path

from liaison_events.guide import FOLDER
from playwright.async_api import Page

ANEW = os.environ.get("LIAISON_GUIDE", "")
"""`aged`: take anew what says something else than the page; `all`: take all anew."""
QUALITY, WIDEST = 82, 800
MOST_BYTES, MOST_BYTES_TOGETHER = 40 * 1024, 2 * 1024 * 1024


@dataclass(frozen=True)
class Shot:
    """What a picture shows: from the first element of the selector on, to the end of it or of `until`.

    `counts` is False where it shows numbers that go on rising while the guide is walked.
    """

    selector: str = "main"
    height: int = 620
    width: int = 800
    """At most; the rest is cut off."""
    until: str = ""
    counts: bool = True


_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "січ(?:ень|ня)|лют(?:ий|ого)|берез(?:ень|ня)|квіт(?:ень|ня)|трав(?:ень|ня)|черв(?:ень|ня)|лип(?:ень|ня)|"
    "серп(?:ень|ня)|верес(?:ень|ня)|жовт(?:ень|ня)|листопад(?:а)?|груд(?:ень|ня)"
)
_WEEKDAYS = (
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|"
    "понеділок|вівторок|середа|четвер|п[’']ятниця|субота|неділя"
)
_PASSING = [
    (re.compile(r"https?://\S+"), "‹address›"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}"), "‹id›"),
    (re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?"), "‹day›"),
    (re.compile(rf"\d{{1,2}} (?:{_MONTHS}) \d{{4}}(?: р\.)?", re.IGNORECASE), "‹day›"),
    (re.compile(rf"(?:{_MONTHS}) \d{{4}}(?: р\.)?", re.IGNORECASE), "‹month›"),
    (re.compile(rf"\b(?:{_WEEKDAYS})\b", re.IGNORECASE), "‹weekday›"),
    (re.compile(r"\b\d\d:\d\d(?::\d\d)?\b"), "‹time›"),
    (re.compile(r"\b[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}\b"), "‹code›"),
]

_SHOWN = """([box, below]) => {
    const lines = []
    const seen = (element) => element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
    const inside = (rect) => rect.width > 0 && rect.top >= box.top - 1 && rect.bottom <= below + 1
        && rect.left < box.right && rect.right > box.left
    const walk = document.createTreeWalker(document.querySelector('main'),
        NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (node.nodeType === Node.TEXT_NODE) {
            const range = document.createRange()
            range.selectNodeContents(node)
            const text = node.textContent.replace(/\\s+/g, ' ').trim()
            if (text && node.parentElement.tagName !== 'OPTION' && seen(node.parentElement)
                && inside(range.getBoundingClientRect())) lines.push(text)
        } else if (/^(INPUT|SELECT|TEXTAREA)$/.test(node.tagName) && node.type !== 'hidden' && seen(node)
            && inside(node.getBoundingClientRect())) {
            const value = /^(checkbox|radio)$/.test(node.type) ? (node.checked ? '[x]' : '[ ]')
                : node.tagName === 'SELECT' ? (node.selectedOptions[0]?.text ?? '') : node.value
            lines.push(`[${value.replace(/\\s+/g, ' ').trim()}]`)
        }
    }
    return lines.join('\\n')
}"""
_CLIP = """([first, last, height, width]) => {
    document.activeElement?.blur()
    window.scrollTo(0, 0)
    const from = first.getBoundingClientRect(), found = (last ?? first).getBoundingClientRect()
    const edge = 8, left = Math.max(0, Math.min(from.left, found.left) - edge), top = Math.max(0, from.top - edge)
    const right = Math.min(document.documentElement.clientWidth, Math.max(from.right, found.right) + edge, left + width)
    const bottom = Math.min(found.bottom + edge, top + height)
    return {x: left, y: top, width: right - left, height: bottom - top, bottom}
}"""


def lasting(text: str, shot: Shot) -> str:
    """What does not pass with the day."""
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    for pattern, placeholder in _PASSING:
        text = pattern.sub(placeholder, text)
    return text if shot.counts else re.sub(r"\d+", "‹n›", text)


def file_of(language: str, name: str) -> Path:
    return FOLDER / "pictures" / language / f"{name}.webp"


async def look(page: Page, language: str, name: str, shot: Shot) -> str | None:
    """None if the picture shows what the page shows, or was taken anew; else what is wrong."""
    first = await page.locator(shot.selector).first.element_handle(timeout=10_000)
    last = await page.locator(shot.until).first.element_handle(timeout=10_000) if shot.until else None
    await page.evaluate("document.fonts.ready.then(() => null)")
    clip = await page.evaluate(_CLIP, [first, last, shot.height, shot.width])
    box = {"top": clip["y"], "left": clip["x"], "right": clip["x"] + clip["width"]}
    text = lasting(await page.evaluate(_SHOWN, [box, clip.pop("bottom")]), shot) + "\n"
    path = file_of(language, name)
    kept = path.with_suffix(".txt")
    if path.exists() and kept.exists() and kept.read_text(encoding="utf-8") == text and ANEW != "all":
        return None
    if not ANEW:
        return f"{path.relative_to(FOLDER)} has aged: the page says\n{text}\nRun `make guide`, and look at the picture."
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(await _taken(page, clip))
    kept.write_text(text, encoding="utf-8")
    return None


async def _taken(page: Page, clip: dict[str, float]) -> bytes:
    """As WebP, which Chromium writes itself: a quarter of a PNG's bytes; the quality falls until it is small enough."""
    devtools, scale = await page.context.new_cdp_session(page), min(1, WIDEST / clip["width"])
    try:
        for quality in (QUALITY, 65, 45):
            asked = {
                "format": "webp",
                "quality": quality,
                "captureBeyondViewport": True,
                "clip": clip | {"scale": scale},
            }
            shown = base64.b64decode((await devtools.send("Page.captureScreenshot", asked))["data"])
            if len(shown) <= MOST_BYTES:
                break
        return shown
    finally:
        await devtools.detach()
