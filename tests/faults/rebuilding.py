"""What the real reporting service has counted under faults: right, and the same as what a replay makes of Kafka."""

from liaison_local.supervising.process import last_lines

from tests.faults.scenario import Run
from tests.faults.system import EXTRA, REPORTING, WRITER, System
from tests.faults.writer import TELLS_REPORTING

CONSUMERS = tuple(name for name, (module, _) in EXTRA.items() if module == "reporting")
REPLAYS = 2
"""The second one compares with what the first has put in the place of the live tables."""
_CARRIED_OUT = "select count(*), (select count(*) from district where version > 0) from command"
_COUNTED = "select count(*), (select coalesce(sum(number), 0)::bigint from day_figure) from telling"
_VERDICTS = ("same", "DIFFERENT")


async def prepare(system: System) -> None:
    """Each command tells of an organisation as well, whose figure its next version moves to another day."""
    system.settings["writer"][TELLS_REPORTING] = "yes"
    assert await system.run("reporting", "migrate") == 0, last_lines(system.folder / "reporting-migrate.log")


async def rebuilt_is_live(run: Run) -> None:
    """Each command is told once, each organisation counts once; then a replay compares the hash of every table."""
    [right] = await run.ask(WRITER, _CARRIED_OUT)

    async def counted() -> bool:
        return tuple((await run.ask(REPORTING, _COUNTED))[0]) == tuple(right)

    await run.expect(counted, f"reporting counts {right[0]} commands and {right[1]} organisations", run.patience)
    for number in range(1, REPLAYS + 1):
        log = run.system.folder / "reporting-replay.log"
        log.unlink(missing_ok=True)
        code = await run.system.run("reporting", "replay")
        lines = [line.split() for line in log.read_text().splitlines() if line.endswith(_VERDICTS)]
        different = [table for table, *_, verdict in lines if verdict != "same"]
        if code or different or not lines:
            run.complaints.append(f"replay {number} ended with {code}; other than live: {different}; {log}")
        rows = sum(int(live) for _, live, *_ in lines)
        run.figures.append(f"replay {number} of reporting: {len(lines)} tables, {rows:,} rows, {len(different)} differ")
