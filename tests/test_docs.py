"""What the pages lead to and what they name is there: a house that is rearranged tells of it here."""

import os
import pkgutil
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("deploy", "docs", "services", "shared", "tests")
NOT_OURS = {".venv", "node_modules", "__pycache__", "built"}
LINKING = sorted([*ROOT.glob("*.md"), *ROOT.glob("services/*/README.md"), *(ROOT / "docs").rglob("*.md")])
OF_TODAY = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *ROOT.glob("services/*/README.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/decisions/*.md"),
    ]
)
"""Reports and the list of changes tell of their day, runbooks of files that an operator makes."""
LINK = re.compile(r"\]\(([^)\s]+)\)")
ENDS_AS_A_FILE = re.compile(r"[\w./-]+\.(py|md|html|yml|yaml|toml|lock|js|scss|po)")
IN_A_FOLDER = re.compile(rf"(?:{'|'.join(OURS)})/[\w./-]*")
MODULE = re.compile(r"liaison_[a-z]+(\.\w+)+")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@cache
def places() -> list[str]:
    """Every file and folder of ours, each with a slash before and, if it is a folder, behind it."""
    found = [f"/{path.name}" for path in ROOT.iterdir() if path.is_file()]
    for top in OURS:
        for folder, folders, files in os.walk(ROOT / top):
            folders[:] = [one for one in folders if one not in NOT_OURS]
            inside = f"/{Path(folder).relative_to(ROOT)}/"
            found += [inside, *(inside + file for file in files)]
    return found


def is_there(name: str) -> bool:
    """As pages name them: from the top, or as far up as the reader needs (`model/offices/office.py`)."""
    return any(place.rstrip("/").endswith("/" + name.rstrip("/")) for place in places())


def is_module(name: str) -> bool:
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


@pytest.mark.parametrize("page", LINKING, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    # A pattern in a command may look like a link.
    words = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    targets = [target.partition("#")[0] for target in LINK.findall(words)]
    local = [target for target in targets if target and not target.startswith(("http:", "https:", "mailto:"))]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", OF_TODAY, ids=named)
def test_every_file_and_module_that_a_page_names_is_there(page: Path) -> None:
    words = re.findall(r"`([^`\s]+)`", page.read_text())
    files = [word for word in words if ENDS_AS_A_FILE.fullmatch(word) or IN_A_FOLDER.fullmatch(word)]
    modules = [word for word in words if MODULE.fullmatch(word) and not ENDS_AS_A_FILE.fullmatch(word)]
    # What is in build/ comes to be when the page's command is run.
    assert [name for name in files if not name.startswith("build/") and not is_there(name)] == []
    assert [name for name in modules if not is_module(name)] == []
