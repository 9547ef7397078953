"""Charts are drawn in a process of their own, and a page does without."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time

import httpx
import pytest
from liaison_kit.database import Database
from liaison_reporting.model.showing import draughtsman, drawing
from liaison_reporting.model.showing.draughtsman import Draughtsman, NotDrawn

from services.reporting.tests.filled import Filled
from services.reporting.tests.specimen import specimen

SPEC = json.dumps({"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}})
LOCALE = {"decimal": ",", "thousands": " ", "grouping": [3], "currency": ["", ""]}
PAGE = "/results/reports/activity?year=2023&lang=uk"


def soon() -> float:
    return time.monotonic() + draughtsman.PATIENCE_SECONDS


@pytest.fixture
def one():
    made = Draughtsman()
    yield made
    made.stop()


def test_whoever_has_died_is_replaced(one: Draughtsman) -> None:
    first = one.draw(SPEC, LOCALE, soon())
    assert first.startswith("<svg")
    assert one._process
    os.kill(one._process.pid, signal.SIGKILL)
    one._process.wait()
    assert one.draw(SPEC, LOCALE, soon()) == first


def test_what_cannot_be_drawn_is_said_and_the_next_one_is_drawn(one: Draughtsman) -> None:
    with pytest.raises(NotDrawn):
        one.draw('{"mark": 7}', LOCALE, soon())
    assert one.draw(SPEC, LOCALE, soon()).startswith("<svg")


def test_whoever_hangs_is_not_waited_for_again_for_a_while(one: Draughtsman) -> None:
    one.draw(SPEC, LOCALE, soon())
    assert one._process
    os.kill(one._process.pid, signal.SIGSTOP)
    with pytest.raises(NotDrawn):
        one.draw(SPEC, LOCALE, time.monotonic() + 0.1)
    with pytest.raises(NotDrawn):
        one.draw(SPEC, LOCALE, soon())
    assert one._process is None, "nobody was asked"
    one._rests_until = time.monotonic()
    assert one.draw(SPEC, LOCALE, soon()).startswith("<svg")


def test_who_waits_behind_a_slow_one_waits_no_longer_than_for_their_own(one: Draughtsman) -> None:
    with one._one_at_a_time, pytest.raises(NotDrawn):
        one.draw(SPEC, LOCALE, time.monotonic() + 0.1)
    assert one.draw(SPEC, LOCALE, soon()).startswith("<svg")


def test_it_ends_with_whoever_has_started_it() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", draughtsman.__name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    process.communicate(json.dumps([SPEC, LOCALE]).encode() + b"\n", timeout=60)
    assert process.returncode == 0


@pytest.fixture
def nothing_drawn_yet():
    drawing._svg.cache_clear()
    yield
    drawing._svg.cache_clear()


@pytest.mark.usefixtures("nothing_drawn_yet")
async def test_while_it_draws_others_are_answered(
    client: httpx.AsyncClient, database: Database, facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Filled(facts).tell(database)
    begun, slow = asyncio.Event(), asyncio.get_running_loop()

    def draw(*_: object) -> str:
        slow.call_soon_threadsafe(begun.set)
        time.sleep(0.5)
        return '<svg width="1" height="1" viewBox="0 0 1 1"></svg>'

    monkeypatch.setattr(drawing.DRAUGHTSMAN, "draw", draw)
    page = asyncio.create_task(client.get(PAGE))
    await begun.wait()
    assert (await client.get("/results/reports")).status_code == 200
    assert not page.done()
    assert "<svg role" in (await page).text or "<svg xmlns" in (await page).text


@pytest.mark.usefixtures("nothing_drawn_yet")
async def test_a_page_whose_chart_cannot_be_had_shows_its_table(
    client: httpx.AsyncClient, database: Database, facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Filled(facts).tell(database)

    asked, until = [], set()

    def draw(_: str, __: object, budget: float) -> str:
        asked.append(threading.current_thread())
        until.add(budget)
        raise NotDrawn

    monkeypatch.setattr(drawing.DRAUGHTSMAN, "draw", draw)
    answer = await client.get(PAGE)
    assert len(asked) > 1
    assert len(until) == 1, "all charts of a page have one time between them"
    assert threading.main_thread() not in asked, "rendering waits for nothing"
    assert answer.status_code == 200
    assert 'class="drawn"' not in answer.text
    assert "серпень 2023" in answer.text


def test_a_chart_says_nothing_by_itself_and_carries_no_style() -> None:
    for table in specimen().tables:
        if drawing.drawable(table):
            svg = drawing.drawn(table, "uk", soon(), labelled_by="a b")
            assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="a b" width="')
            assert " style=" not in svg
            assert "<script" not in svg
            assert svg.count("aria-") == 1
