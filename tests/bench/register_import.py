"""An import of the state register beside COPY of the same rows: `python -m tests.bench.register_import`.

The API and the job run in this process, so that its memory is theirs; the file comes from the disk, piece by piece.
"""

import argparse
import asyncio
import os
import random
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import asyncpg
import openpyxl
import psutil
from liaison_kit.database import new_id
from liaison_kit.jobs import JobContext
from liaison_registry.jobs.take_over_imports import take_over_imports
from stdnum.ua import edrpou

from tests.bench.names import cso_name
from tests.bench.platform import started
from tests.bench.registry import Registry, running

ROWS = 100_000
TARGET_SECONDS = 60
PIECE = 64 * 1024
ADDRESS = "/api/registry/v1/cso/import"
COLUMNS = ["id", "version", "edrpou", "name", "status", "registered_on", "created_with_help"]
Listed = tuple[str, str, date]


class Memory:
    """How far this process's memory has grown at most, sampled a hundred times a second."""

    def __enter__(self) -> "Memory":
        self._process, self._over = psutil.Process(), threading.Event()
        self._before = self.most = self._process.memory_info().rss
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def grown(self) -> float:
        return (self.most - self._before) / 1024 / 1024

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            self.most = max(self.most, self._process.memory_info().rss)


def listed(rows: int) -> Iterator[Listed]:
    """Organisations with valid codes and names as they are; the same each time."""
    chosen = random.Random(7)
    for number in range(1, rows + 1):
        first = f"{number:07}"
        day = date(chosen.randint(1995, 2022), chosen.randint(1, 12), chosen.randint(1, 28))
        yield first + edrpou.calc_check_digit(first + "0"), cso_name(chosen, number), day


def write(path: Path, kind: str, rows: int) -> None:
    """A file as the register's open data has them, with an officer's name in each row."""
    if kind == "xlsx":
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(["ЄДРПОУ", "Назва", "Стан", "Дата реєстрації", "Керівник"])
        for code, name, day in listed(rows):
            sheet.append([code, name, "зареєстровано", day, "Прикладенко Приклад"])
        book.save(path)
        return
    encoding = "windows-1251" if kind == "xml" else "utf-8"
    with path.open("w", encoding=encoding) as file:
        if kind == "csv":
            file.write("ЄДРПОУ;Назва;Стан;Дата реєстрації;Керівник\n")
            for code, name, day in listed(rows):
                file.write(f"{code};{name};зареєстровано;{day:%d.%m.%Y};Прикладенко Приклад\n")
            return
        file.write('<?xml version="1.0" encoding="windows-1251"?>\n<DATA FORMAT_VERSION="1.0">\n')
        for code, name, day in listed(rows):
            file.write(f"<SUBJECT><NAME>{name}</NAME><EDRPOU>{code}</EDRPOU><BOSS>Прикладенко</BOSS>")
            file.write(f"<STAN>зареєстровано</STAN><REGISTRATION>{day:%d.%m.%Y};1</REGISTRATION></SUBJECT>\n")
        file.write("</DATA>\n")


async def imported(registry: Registry, path: Path, rows: int) -> tuple[float, float, float]:
    """Seconds until the file was set aside, and until all of it was taken over; megabytes that memory grew by."""

    async def pieces() -> AsyncIterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    context = JobContext(registry.database, registry.settings)
    with Memory() as memory:
        begin = time.monotonic()
        answer = await registry.client.post(ADDRESS, content=pieces(), timeout=300)
        assert answer.status_code == 202, answer.text
        aside = time.monotonic() - begin
        while await take_over_imports(context):
            pass
        seconds = time.monotonic() - begin
    report = (await registry.client.get("/api/registry/v1" + answer.headers["location"])).json()
    assert report["counts"]["csos"] == {"added": rows, "changed": 0, "unchanged": 0}, report["counts"]
    return aside, seconds, memory.grown


async def copied(dsn: str, rows: int) -> float:
    """Seconds that COPY takes for the same rows into a table with the same columns and indexes."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("create table copied (like cso including all)")
        records = [(new_id(), 1, code, name, "active", day, False) for code, name, day in listed(rows)]
        begin = time.monotonic()
        await connection.copy_records_to_table("copied", records=records, columns=COLUMNS)
        return time.monotonic() - begin
    finally:
        await connection.execute("drop table copied")
        await connection.close()


async def measured(admin_dsn: str, kinds: list[str], repeats: int, rows: int) -> list[str]:
    """A table in Markdown: min / **median** / max."""
    lines = ["| file | rows/s | seconds | of these set aside | seconds ÷ COPY | memory grew, MB | verdict |"]
    lines.append("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        for kind in kinds:
            path = Path(folder) / f"register.{kind}"
            await asyncio.to_thread(write, path, kind, rows)
            runs = [await _run(admin_dsn, path, rows) for _ in range(repeats)]
            asides, seconds, copies, grown = (list(column) for column in zip(*runs, strict=True))
            ratios = [one / copy for one, copy in zip(seconds, copies, strict=True)]
            verdict = "met" if statistics.median(seconds) * ROWS / rows <= TARGET_SECONDS else "missed"
            cells = [[rows / one for one in seconds], seconds, asides, ratios, grown]
            lines.append(
                f"| {kind}, {path.stat().st_size / 1e6:.0f} MB | {' | '.join(map(_three, cells))} | {verdict} |"
            )
            print(lines[-1], flush=True)
    return lines


async def _run(admin_dsn: str, path: Path, rows: int) -> tuple[float, float, float, float]:
    async with running(admin_dsn) as registry:
        copy = await copied(registry.dsn, rows)
        aside, seconds, grown = await imported(registry, path, rows)
        return aside, seconds, copy, grown


def _three(values: list[float]) -> str:
    least, middle, most = min(values), statistics.median(values), max(values)
    return f"{least:,.1f} / **{middle:,.1f}** / {most:,.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.register_import", description=__doc__)
    parser.add_argument("--formats", default="csv,xml,xlsx")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--dsn", help="an administrator's address of a PostgreSQL that runs; else one is started")
    arguments = parser.parse_args()
    kinds = arguments.formats.split(",")
    print(f"{os.cpu_count()} cores; {arguments.rows:,} rows; min / **median** / max; target {TARGET_SECONDS} s")
    if arguments.dsn:
        text = asyncio.run(measured(arguments.dsn, kinds, arguments.repeats, arguments.rows))
    else:
        with started() as platform:
            text = asyncio.run(measured(platform.admin_dsn, kinds, arguments.repeats, arguments.rows))
    print("\n".join(text))
    print(f"Peak of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
