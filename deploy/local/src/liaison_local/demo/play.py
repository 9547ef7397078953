"""`liaison play`: plays a year in the life of the demo network, in a minute or as fast as it goes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import httpx
import typer
from liaison_cli.console import console
from liaison_kit import clock
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from liaison_local import state
from liaison_local.demo.played_year import YEAR, Step, played_year
from liaison_local.demo.player import Player, year_name
from liaison_local.environment import environment
from liaison_local.home import Home

ANSWER_SECONDS = 30
Show = Callable[[date, Player], None]


def play(
    start: datetime = typer.Option("2023-05-15", "--from", formats=["%Y-%m-%d"], help="First day of the year."),
    days: int = typer.Option(YEAR, min=1, max=YEAR, help="How many days of it to play."),
    days_per_second: float = typer.Option(5.0, min=0, help="0 is as fast as possible."),
    seed: int = typer.Option(1, help="Another number tells another year."),
    url: str = typer.Option("", envvar="LIAISON_URL", help="The network; the one that runs here if left out."),
    token: str = typer.Option("", envvar="LIAISON_TOKEN", help="The same, as `liaison env` prints it."),
) -> None:
    """Play a year of life: offices open, residents come, organisations are founded. May be repeated."""
    address, known = _network(url, token)
    headers = {"Authorization": f"Bearer {known}"}
    # Four services on one machine: proxies of the environment are none of our business.
    with httpx.Client(base_url=address, headers=headers, timeout=ANSWER_SECONDS, trust_env=False) as client:
        player = Player(client, year_name(seed, start.date()))
        steps = played_year(seed, start.date(), player.places())
        player.check_openings(steps)
        with _progress(days) as show:
            _play_days(player, steps, start.date(), days, days_per_second, show)
    there = player.done["there already"]
    console.print(f"Played {days} days: {player.done['new']} steps were new, {there} were there already.")
    console.print(f"What came of it: {address}/results", soft_wrap=True)
    if start.date() + timedelta(days=days) < clock.today():
        console.print("All of it is past: nothing is on today, and what it would have sent is too late to send.")


def _network(url: str, token: str) -> tuple[str, str]:
    if url and token:
        return url.rstrip("/"), token
    home = Home.from_environment()
    running = environment(home, state.ports_of(state.read_running(home)))
    return (url or running["LIAISON_URL"]).rstrip("/"), token or running.get("LIAISON_TOKEN", "")


def _play_days(player: Player, steps: list[Step], start: date, days: int, days_per_second: float, show: Show) -> None:
    """Rests after each day, but not while it goes through what was played before."""
    living = True
    for day in (start + timedelta(days=number) for number in range(days)):
        begun = time.monotonic()
        new = [player.play(step) for step in steps if step.at.date() == day]
        living = any(new) if new else living
        show(day, player)
        if days_per_second and living:
            time.sleep(max(0.0, begun + 1 / days_per_second - time.monotonic()))


@contextmanager
def _progress(days: int) -> Iterator[Show]:
    """A bar on a terminal; elsewhere a line per month."""
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("days"))
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("", total=days)
            yield lambda day, player: bar.update(task, advance=1, description=_line(day, player))
    else:

        def print_month(day: date, player: Player) -> None:
            if (day + timedelta(days=1)).day == 1:
                console.print(_line(day, player))

        yield print_month


def _line(day: date, player: Player) -> str:
    return f"{day.isoformat()}: {player.done['new']} new, {player.done['there already']} there already"
