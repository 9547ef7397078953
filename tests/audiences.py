"""Writes docs/audiences.md from the services' routes, or with --check says whether it is up to date."""

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from liaison_contracts.identity import Role
from liaison_kit.database import Database
from liaison_kit.identity import Audience
from liaison_kit.running.health import Health
from liaison_kit.service import Service, build_app
from liaison_kit.web import SliceRoute

SERVICES = ["registry", "events", "notifications", "reporting"]
OF_NO_SLICE = {"/health", "/alive", "/metrics", "/design", "/static"}
"""What a service answers beside its slices; it knows nobody."""
PAGE = Path("docs/audiences.md")
HEAD = """# Audiences

Made from the services' routes by `make fix`; do not edit. Whoever is not named is refused. What belongs to an office
is refused to another office's workers as well. An API address (`/api/<service>/v1`, left out here) and the page of the
same name have the same audience.

| service | asked | name | for |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Route:
    """One address of a service, as `build_app` has it."""

    method: str
    path: str
    slice: SliceRoute

    @property
    def name(self) -> str:
        return self.slice.endpoint.__name__

    @property
    def audience(self) -> Audience:
        return self.slice.audience


def service_named(name: str) -> Service:
    found: Service = importlib.import_module(f"liaison_{name}.service").SERVICE
    return found


def routes(app: FastAPI) -> Iterator[Route]:
    """All of them; LookupError for one that declares no audience."""
    for context in iter_route_contexts(app.routes):
        found, path = context.original_route, context.path or ""
        if isinstance(found, SliceRoute):
            yield from (Route(method, path, found) for method in sorted(context.methods or ()))
        elif path not in OF_NO_SLICE and not path.endswith("/openapi.json"):
            raise LookupError(f"{path} has no audience: make its router with web.router(…)")


def _rows(name: str) -> list[str]:
    service = service_named(name)
    settings = service.settings.model_construct(url="http://localhost", topic_prefix="", demo=False)
    app = build_app(service, settings, Database("postgresql://nowhere/none"), Health())
    prefix = f"/api/{name}/v1"
    found = {(one.path.removeprefix(prefix), one.method, one.name, _said(one)) for one in routes(app)}
    return [f"| {name} | `{method} {path}` | {of} | {said} |\n" for path, method, of, said in sorted(found)]


def _said(route: Route) -> str:
    audience = route.audience
    roles = ", ".join(role for role in Role if role in audience.roles)
    whom = "anybody" if audience.anybody else f"{roles}{' of the whole network' if audience.whole_network else ''}"
    return whom + (" (reading is on the audit trail)" if route.slice.personal else "")


def main() -> None:
    wanted = HEAD + "".join(row for name in SERVICES for row in _rows(name))
    if "--check" not in sys.argv:
        PAGE.write_text(wanted)
    elif not PAGE.exists() or PAGE.read_text() != wanted:
        sys.exit(f"{PAGE} differs from the services' routes: run make fix")


if __name__ == "__main__":
    main()
