"""Files of the source tree that the platform uses: the Caddyfile and the demo network."""

from pathlib import Path


def find_in_source_tree(path: str) -> Path | None:
    """Looks beside this package's own source first, then in the current directory and those above it."""
    for folder in (*Path(__file__).resolve().parents, Path.cwd(), *Path.cwd().parents):
        if (folder / path).is_file():
            return folder / path
    return None
