"""The addresses and secrets of a running system, as the environment variables its clients read."""

import os
from uuid import NAMESPACE_URL, uuid5

from liaison_local.databases import SERVICES
from liaison_local.home import Home
from liaison_local.ports import HOST, Ports
from liaison_local.postgres import Postgres
from liaison_local.secured import ADMINISTRATOR, client_environment


def environment(home: Home, ports: Ports) -> dict[str, str]:
    postgres = Postgres(home, ports.inner["postgresql"])
    databases = {f"{name.upper()}_DATABASE_URL": postgres.dsn(name) for name in SERVICES}
    return {
        "KAFKA_BOOTSTRAP_SERVERS": f"{HOST}:{ports.kafka}",
        **client_environment(home, ADMINISTRATOR),
        "LIAISON_URL": site_url(ports),
        "LIAISON_HEALTH_URL": f"http://{HOST}:{ports.inner['supervisor']}/health",
        **({"LIAISON_TOKEN": demo_token(home)} if is_demo() else {}),
        **databases,
        "LIAISON_SINK_URL": sink_url(ports),
        "LIAISON_SMTP_URL": f"smtp://{HOST}:{ports.inner['smtp']}",
        **{name: value for of_one in _files(home).values() for name, value in of_one.items()},
    }


def _files(home: Home) -> dict[str, dict[str, str]]:
    """By service, the files beside its database."""
    return {
        "registry": {
            "LIAISON_SIGNING_KEY_FILE": str(home.secrets / "signing-key"),
            "LIAISON_TOTP_KEY_FILE": str(home.secrets / "totp-key"),
        },
        "events": {"LIAISON_WISHES_FILE": str(home.secrets / "events.wishes")},
        "notifications": {"LIAISON_SEALING_KEY_FILE": str(home.secrets / "sealing-key")},
    }


def service_environment(home: Home, ports: Ports, name: str) -> dict[str, str]:
    """What one service is told; a secret only goes to the service that needs it."""
    shared = environment(home, ports)
    told = {key: shared[key] for key in ("KAFKA_BOOTSTRAP_SERVERS", "LIAISON_URL")}
    told |= client_environment(home, f"liaison-{name}")
    told |= {
        "DATABASE_URL": shared[f"{name.upper()}_DATABASE_URL"],
        "LIAISON_HTTP_HOST": HOST,
        "LIAISON_HTTP_PORT": str(ports.inner[name]),
        "LIAISON_INSTANCE": "local",
        "LIAISON_DEMO": str(is_demo()).lower(),
        "LIAISON_SMTP_URL": shared["LIAISON_SMTP_URL"],
        "LIAISON_SMS_GATEWAY_URL": f"{sink_url(ports)}/sms",
        "LIAISON_SMS_GATEWAY_TOKEN": home.secret("sms-gateway-token"),
        "PYTHONUNBUFFERED": "1",
    }
    told |= _files(home).get(name, {})
    if name == "registry":
        told["LIAISON_DEMO_TOKEN"] = demo_token(home)
    if name == "notifications":
        # Nobody is reached from here: the sink shows what they would get.
        told["LIAISON_TRIAL_ADDRESSES"] = "@example.org @example.com 0671234567"
    return told


def site_url(ports: Ports) -> str:
    return f"http://localhost:{ports.origin}"


def sink_url(ports: Ports) -> str:
    return f"http://{HOST}:{ports.inner['sink']}"


def is_demo() -> bool:
    """A demonstration, unless LIAISON_DEMO=false says otherwise."""
    return os.environ.get("LIAISON_DEMO", "").lower() != "false"


def demo_token(home: Home) -> str:
    """Of the program that plays; the registry makes its account, of this id, in a demonstration alone."""
    return f"liaison_{uuid5(NAMESPACE_URL, 'liaison-demo/program').hex}_{home.secret('demo-token')}"
