"""Which services can be looked at from here, and what each is told: one in a container, all on a laptop."""

import importlib.util
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from liaison_cli.service_process import told_locally
from liaison_cli.subscribers.service_rights import SERVICES
from liaison_cli.trouble import Trouble


@dataclass(frozen=True)
class Place:
    """A service, and the environment that its processes have."""

    service: str
    environment: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.environment.get(name, "")


def places() -> list[Place]:
    """Trouble where nothing is told here, and nothing runs here either."""
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        return [Place(_this_service(), dict(os.environ))]
    with ThreadPoolExecutor() as pool:
        told = list(pool.map(told_locally, SERVICES))
    return [Place(service, dict(os.environ) | more) for service, more in zip(SERVICES, told, strict=True)]


def _this_service() -> str:
    """A container says which it is; elsewhere it is the one whose program is here."""
    named = os.environ.get("LIAISON_SERVICE", "")
    there = [service for service in SERVICES if importlib.util.find_spec(f"liaison_{service}")]
    found = named or (there[0] if len(there) == 1 else "")
    if found not in there:
        raise Trouble(f"Which service is this? Set LIAISON_SERVICE to one of {', '.join(there or SERVICES)}.")
    return found
