"""What browsers load beside a page, at addresses that change with the content, so that it may be kept for ever.

`assets/` is written by hand; `assets/built/` comes from packages by `deploy/build-assets`.
"""

import functools
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response

ASSETS = Path(__file__).parent / "assets"
WORKERS = {"check-in-worker.js": "/events/"}
"""Scripts that may answer a browser in place of the network, and for which addresses."""


@functools.cache
def digest(name: str) -> str:
    """Twelve hexadecimal digits that stand for an asset's content; `build.js` writes the same into the styles."""
    path = ASSETS / name
    if name.startswith("built/") and not path.exists():
        raise FileNotFoundError(f"{name} is not built: run deploy/build-assets")
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def address(name: str) -> str:
    return f"/static/{name}?{digest(name)}"


@functools.cache
def inline(name: str) -> str:
    """A small picture as an address that needs no request of its own."""
    return f"data:image/svg+xml,{quote((ASSETS / name).read_text().strip(), safe='')}"


class Static(StaticFiles):
    """The assets; one that is asked for by its content's address never needs to be asked for again."""

    def __init__(self) -> None:
        super().__init__(directory=ASSETS)

    async def get_response(self, path: str, scope: Any) -> Response:
        response = await super().get_response(path, scope)
        if path in WORKERS:
            response.headers["service-worker-allowed"] = WORKERS[path]
        asked = scope["query_string"].decode("latin-1")
        if response.status_code in {200, 304} and asked and asked == digest(path):
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
