"""How public pages do in Lighthouse, as a phone of the middle class on a slow network: `make lighthouse`.

The network is started and filled by this; each page is measured several times, and the middle one by performance
counts. The report is a table in Markdown.
"""

import argparse
import asyncio
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liaison_kit import clock
from playwright.async_api import async_playwright

from tests.journeys.browser import ARGUMENTS, chromium
from tests.journeys.site import PUBLIC, filled
from tests.journeys.system import running
from tests.npm import node_of

HERE = Path(__file__).parent
SCORES = ("performance", "accessibility", "best-practices", "seo")
ENOUGH = 0.9
"""An audit below this is named in the report."""


@dataclass(frozen=True)
class Measured:
    """One page's figures: scores of 0 to 100, times in milliseconds, weight in KiB."""

    form: str
    scores: dict[str, int]
    first_paint: float
    largest_paint: float
    blocked: float
    shift: float
    weight: float
    requests: int
    wrong: list[str]

    def row(self) -> str:
        scores = " | ".join(str(self.scores[one]) for one in SCORES)
        times = f"{self.first_paint / 1000:.1f} s | {self.largest_paint / 1000:.1f} s | {self.blocked:.0f} ms"
        return f"| `{self.form}` | {scores} | {times} | {self.shift:.2f} | {self.weight:.0f} | {self.requests} |"


async def looked_at(node: str, url: str) -> dict[str, Any]:
    """What Lighthouse tells; AssertionError with its complaint if it fails three times (the browser's trace may)."""
    program = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
    browser = " ".join(["--headless=new", *ARGUMENTS])
    flags = ["--quiet", "--output=json", "--locale=en", f"--chrome-flags={browser}"]
    environment = os.environ | ({"CHROME_PATH": path} if (path := chromium()) else {})
    pipe = asyncio.subprocess.PIPE
    for _ in range(3):
        process = await asyncio.create_subprocess_exec(
            node, str(program), url, *flags, env=environment, stdout=pipe, stderr=pipe
        )
        told, complaint = await process.communicate()
        if process.returncode == 0:
            found: dict[str, Any] = json.loads(told)
            return found
    raise AssertionError(f"{url}: {complaint.decode()[-2000:]}")


async def measured(node: str, form: str, url: str) -> Measured:
    found = await looked_at(node, url)
    audits, scores = found["audits"], {name: found["categories"][name]["score"] for name in SCORES}
    counted = {one["id"] for name in SCORES for one in found["categories"][name]["auditRefs"] if one["weight"]}
    failed = sorted(name for name in counted if audits[name]["score"] is not None and audits[name]["score"] < ENOUGH)
    return Measured(
        form,
        {name: round(100 * score) for name, score in scores.items()},
        audits["first-contentful-paint"]["numericValue"],
        audits["largest-contentful-paint"]["numericValue"],
        audits["total-blocking-time"]["numericValue"],
        audits["cumulative-layout-shift"]["numericValue"],
        audits["total-byte-weight"]["numericValue"] / 1024,
        sum(1 for one in audits["network-requests"]["details"]["items"] if one["transferSize"]),
        [audits[name]["title"] for name in failed],
    )


async def all_measured(runs: int) -> list[Measured]:
    node = await node_of(HERE)
    results = []
    with tempfile.TemporaryDirectory(prefix="liaison-lighthouse-") as folder:
        # PostgreSQL may run as another account.
        os.chmod(folder, 0o755)  # noqa: PTH101
        with running(Path(folder)) as system:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
                site = await filled(system, browser)
                await browser.close()
            for form in PUBLIC:
                tries = [await measured(node, form, system.network.url + site.at[form]) for _ in range(runs)]
                results.append(sorted(tries, key=lambda one: one.scores["performance"])[runs // 2])
                print(results[-1].row(), flush=True)
            await system.network.close()
    return results


def report(results: list[Measured], runs: int) -> str:
    """The table, and what is missing to full marks."""
    version = json.loads((HERE / "package.json").read_text())["dependencies"]["lighthouse"]
    lowest = ", ".join(f"{name} {min(one.scores[name] for one in results)}" for name in SCORES)
    lines = [
        f"# Pages, {clock.today()}",
        "",
        f"`make lighthouse`: Lighthouse {version}, a phone (processor four times slower, 150 ms, 1.6 Mbit/s), nothing",
        f"in the cache; of {runs} runs the middle one by performance. Browser and services share two cores.",
        "",
        f"Lowest scores: {lowest}. Heaviest page: {max(one.weight for one in results):.0f} KiB.",
        "",
        f"| page | {' | '.join(SCORES)} | first paint | largest paint | blocked | layout shift | KiB | requests |",
        "|---|" + "---|" * 10,
        *[one.row() for one in results],
        "",
        *[f"- `{one.form}`: {'; '.join(one.wrong)}" for one in results if one.wrong],
    ]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.lighthouse", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each page is measured (3)")
    parser.add_argument(
        "--report", type=Path, default=Path("build/pages.md"), help="where the table goes (build/pages.md)"
    )
    asked = parser.parse_args()
    results = asyncio.run(all_measured(asked.runs))
    asked.report.parent.mkdir(parents=True, exist_ok=True)
    asked.report.write_text(report(results, asked.runs))
    print(f"report: {asked.report}")


if __name__ == "__main__":
    main()
