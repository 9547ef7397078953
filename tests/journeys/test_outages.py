"""An office's work goes on while another part is down: its events service needs its own database, and nothing else."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from tests.journeys import network as steps
from tests.journeys.consultations import book_appointment, log_consultation
from tests.journeys.network import Resident
from tests.journeys.space import ask_for_space
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

PARTS = ["registry", "notifications", "reporting", "kafka"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(system: System) -> AsyncIterator[dict[str, Any]]:
    """An open office that events has heard of, with the key that contacts are sealed for."""
    network = system.network
    await steps.import_network(network)
    opened = await steps.open_office(network)
    event = await steps.schedule_event(network, opened, steps.next_evening())
    await steps.sign_up(network, event, Resident(phone="+380671234400", email="first@example.com"))
    await book_appointment(network, opened)
    yield opened
    await network.close()


@contextmanager
def down(system: System, part: str) -> Iterator[None]:
    """The part is killed, and the supervisor kept from starting it again; at the end it goes on."""
    pid = system.pid(part)
    os.kill(system.pid("supervisor"), signal.SIGSTOP)
    try:
        os.kill(pid, signal.SIGKILL)
        yield
    finally:
        os.kill(system.pid("supervisor"), signal.SIGCONT)


@pytest.mark.parametrize("part", PARTS)
async def test_an_offices_work_goes_on_while_a_part_is_down(system: System, office: dict[str, Any], part: str) -> None:
    network, number = system.network, PARTS.index(part)
    await system.all_ready()
    evening = steps.next_evening() + timedelta(days=1 + number)
    resident = Resident(phone=f"+38067123441{number}", email=f"while-{part}-is-down@example.com")
    with down(system, part):
        event = await steps.schedule_event(network, office, evening)
        await steps.sign_up(network, event, resident)
        consultation = await log_consultation(network, office)
        appointment = await book_appointment(network, office)
        space = await ask_for_space(network, office, evening + timedelta(hours=2))
        for page in ("/", f"/events/{event['id']}", appointment, space):
            assert (await network.http.get(page)).status_code == 200, page
        found = await network.until(f"/api/events/v1/consultations/{consultation}", lambda page: page, staff=True)
        assert found["consultation"]["topic"] == "housing"
    await system.all_ready()
    # What was told meanwhile arrives, once: nothing is lost because somebody was away.
    await network.until("/api/sms", lambda sent: [one for one in sent if one["to"] == resident.phone], sink=True)
