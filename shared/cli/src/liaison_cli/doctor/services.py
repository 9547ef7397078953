"""What each service finds of itself: its role `check`, run in its own code with its own settings."""

import subprocess
import sys

from liaison_kit.checking.checkup import Checkup
from liaison_kit.checking.findings import broken, not_looked_at
from pydantic import ValidationError

from liaison_cli.doctor.places import Place

STARTING_SECONDS = 3.0
"""What of the time goes to starting the service's program."""


def checkup_of(place: Place, seconds: float) -> Checkup:
    """One finding alone where its program does not even answer."""
    command = [
        sys.executable,
        "-m",
        f"liaison_{place.service}",
        "check",
        "--json",
        "--seconds",
        str(seconds - STARTING_SECONDS),
    ]
    try:
        done = subprocess.run(
            command, env=dict(place.environment), capture_output=True, text=True, timeout=seconds, check=False
        )
        return Checkup.model_validate_json(done.stdout)
    except subprocess.TimeoutExpired:
        what = f"{place.service}: its checkup took longer than {seconds:g} s."
        do = f"See whether this machine is overloaded, or give it more time: `--seconds {2 * seconds:g}`."
        return Checkup(service=place.service, findings=[not_looked_at("service.program", what, do)])
    except ValidationError:
        said = done.stderr.strip().splitlines()[-1:] or ["nothing"]
        what = f"{place.service}: its program ended with status {done.returncode} and said: {said[0][:300]}"
        do = "Install Liaison again; if that does not help, report it as a defect."
        return Checkup(service=place.service, findings=[broken("service.program", what, do)])
