"""What the settings say, beyond what each allows by itself: whether together they can be meant."""

import resource
from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from liaison_kit.checking.findings import Finding, broken, ok, warning
from liaison_kit.settings import LOOPBACK, Settings, variable

PLACEHOLDER = "replace-with-"
"""So begins what deploy/make-secrets writes where only a person can know better."""
FEWEST_FILES = 4096
"""Twenty connections for the database, one for each browser and each that it waits for."""


def look(settings: Settings) -> list[Finding]:
    return [*_placeholders(settings), *_url(settings), *_demo(settings), *_open_files()]


def _placeholders(settings: Settings) -> Iterator[Finding]:
    left = [name for name in type(settings).model_fields if PLACEHOLDER in _text(getattr(settings, name))]
    for name in left:
        do = f"Put the real one there: {variable(type(settings), name)}, or the file that it names with _FILE."
        yield broken("settings.placeholder", f"{variable(type(settings), name)} is still the placeholder.", do)
    if not left:
        yield ok("settings.placeholder", "No secret is still a placeholder.")


def _text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _url(settings: Settings) -> Iterator[Finding]:
    parts = urlsplit(settings.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        do = "Set LIAISON_URL to what residents type: https://liaison.example."
        yield broken("settings.url", "LIAISON_URL is not the address of a site.", do)
    elif parts.path.strip("/") or parts.query:
        do = f"Set LIAISON_URL to {parts.scheme}://{parts.netloc}."
        yield broken("settings.url", f"LIAISON_URL has a path: {settings.url}. The site stands at the top.", do)
    elif parts.scheme == "http" and parts.hostname not in LOOPBACK:
        do = "Set LIAISON_URL to https://…, and SITE_ADDRESS of Caddy to the same: it fetches a certificate by itself."
        yield broken("settings.url", f"People sign in at {settings.url}, and nothing on the way is encrypted.", do)
    else:
        yield ok("settings.url", f"The site is {settings.url}.")


def _demo(settings: Settings) -> Iterator[Finding]:
    """Everybody knows the passwords of a demonstration."""
    if not settings.demo:
        yield ok("settings.demo", "It is no demonstration.")
    elif urlsplit(settings.url).hostname not in LOOPBACK:
        do = "Set LIAISON_DEMO=false, and begin with an empty database: the accounts of a demonstration stay in it."
        yield broken("settings.demo", f"It is a demonstration, and {settings.url} is not this machine alone.", do)
    elif settings.http_host not in LOOPBACK:
        do = "Set LIAISON_DEMO=false, or LIAISON_HTTP_HOST=127.0.0.1."
        yield warning("settings.demo", f"It is a demonstration, and {settings.http_host} may be reached by others.", do)
    else:
        yield ok("settings.demo", "It is a demonstration, for this machine alone.")


def _open_files() -> Iterator[Finding]:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < FEWEST_FILES and soft != resource.RLIM_INFINITY:
        do = f"Raise it to {FEWEST_FILES} or more: ulimit -n; LimitNOFILE= of systemd; `ulimits` of docker compose."
        yield warning("machine.open_files", f"A process may open {soft} files and connections.", do)
    else:
        yield ok("machine.open_files", f"A process may open {soft} files and connections.")
