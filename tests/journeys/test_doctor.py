"""`liaison doctor` beside a network that runs, as on a laptop: everything is looked at, and everything is well."""

import asyncio
import json
import os
import subprocess
import sys

import pytest

from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]
# How long it takes is told in docs/operations.md; here other processes have the processors as well.
COMMAND = [sys.executable, "-m", "liaison_cli", "doctor", "--json", "--seconds", "180"]


async def test_a_running_network_is_well(system: System) -> None:
    if os.environ.get("LIAISON_JOURNEY_GIVEN"):
        pytest.skip("in containers each service is asked in its own: deploy/doctor")
    await system.all_ready()
    environment = os.environ | {"LIAISON_HOME": str(system.home)}
    done = await asyncio.to_thread(
        subprocess.run, COMMAND, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    found = [each for checkup in report["checkups"] for each in checkup["findings"]] + report["around"]
    assert [each for each in found if each["state"] != "ok"] == []
    assert done.returncode == 0
    assert [checkup["service"] for checkup in report["checkups"]] == [
        "registry", "events", "notifications", "reporting",
    ]  # fmt: skip
    assert {each["check"].partition(".")[0] for each in found} >= {
        "settings", "machine", "database", "messages", "kafka", "site", "files", "accounts", "mail", "sms", "domain",
    }  # fmt: skip
