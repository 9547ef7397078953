"""Each service in turn, with an empty database: what is tried here is tried on all of them."""

from pathlib import Path
from typing import Any

import pytest
from liaison_events.service import SERVICE as EVENTS
from liaison_kit.service import Service
from liaison_notifications.service import SERVICE as NOTIFICATIONS
from liaison_registry.service import SERVICE as REGISTRY
from liaison_reporting.service import SERVICE as REPORTING

SERVICES = [REGISTRY, EVENTS, NOTIFICATIONS, REPORTING]


@pytest.fixture(scope="session", params=SERVICES, ids=lambda service: service.name)
def service(request: pytest.FixtureRequest) -> Service:
    chosen: Service = request.param
    return chosen


@pytest.fixture
def more_settings(service: Service, tmp_path: Path) -> dict[str, Any]:
    """Keys of their own, and providers that do not exist: no attack may get as far as them."""
    nobody = "127.0.0.1:9"
    own: dict[str, dict[str, Any]] = {
        "registry": {"signing_key_file": tmp_path / "signing.key", "totp_key_file": tmp_path / "totp.key"},
        "events": {"wishes_file": tmp_path / "events.wishes"},
        "notifications": {
            "sms_gateway_url": f"http://{nobody}",
            "sms_gateway_token": "a-token-for-tests-only",
            "smtp_url": f"smtp://{nobody}",
            "sealing_key_file": tmp_path / "own.key",
        },
    }
    return own.get(service.name, {})
