"""`liaison up`: the supervisor in the foreground, with its progress."""

import asyncio
import sys
from functools import partial

from liaison_cli.console import console
from rich.markup import escape

from liaison_local import state
from liaison_local.environment import is_demo, sink_url, site_url
from liaison_local.home import Home
from liaison_local.kafka import Kafka
from liaison_local.ports import HOST, Ports
from liaison_local.supervising.process_table import end_leftovers
from liaison_local.supervising.supervisor import Supervisor


def run_in_foreground(home: Home, without_services: bool = False) -> None:
    """Returns after a signal, when all has stopped; raises Trouble when the system can't start."""
    with home.locked():
        home.prepare()
        end_leftovers(home)
        state.path_of(home).unlink(missing_ok=True)  # a killed supervisor's
        ports = Ports.choose(home)
        with console.status("Starting Liaison") as progress:

            def tell(text: str) -> None:
                console.print(escape(text), soft_wrap=True)
                if not text.startswith(" "):  # a step, not one of its details
                    progress.update(escape(text))

            def ready() -> None:
                progress.stop()
                if without_services:
                    console.print(
                        "Kafka, PostgreSQL and the sink are ready: now `liaison restore`, then `liaison down`."
                    )
                else:
                    _invite(home, ports)

            kafka = Kafka(home, ports.kafka, ports.inner["kafka-controller"])
            kafka.install(tell)
            supervisor = Supervisor(home, ports, kafka, tell, without_services)
            asyncio.run(supervisor.run(when_ready=ready))
    console.print("Liaison has stopped; its data is kept.")


def _invite(home: Home, ports: Ports) -> None:
    line = partial(console.print, soft_wrap=True)
    line("")
    line(f"[bold]Liaison is ready: {site_url(ports)}[/bold]")
    line(f"  Mail and SMS it sends   {sink_url(ports)}")
    if is_demo():
        line(f"  To sign in as somebody  {site_url(ports)}/sign-in shows names and a password")
    line(f"  Kafka                   {HOST}:{ports.kafka}")
    line(f"  Data and logs           {escape(str(home.root))}")
    line("Ctrl-C stops it." if sys.stdout.isatty() else "`liaison down` stops it.")
