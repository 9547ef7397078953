"""What stands in docs/consumers, without running it."""

import json
from pathlib import Path

import pytest

from tests.consumers.guide import ROOT, commands

CONSUMERS = ROOT / "docs" / "consumers"
SOURCES = sorted(
    path
    for path in CONSUMERS.rglob("*")
    if path.suffix in {".py", ".java", ".ts", ".go"} and "node_modules" not in path.parts
)
LOCKS = sorted(path for path in CONSUMERS.rglob("package-lock.json") if "node_modules" not in path.parts)


def named(path: Path) -> str:
    return str(path.relative_to(CONSUMERS))


@pytest.mark.parametrize("source", SOURCES, ids=named)
def test_a_consumer_is_a_page(source: Path) -> None:
    assert len(source.read_text().splitlines()) <= 100


@pytest.mark.parametrize("language", ["Python", "Java", "TypeScript", "Go"])
def test_the_guide_prepares_and_then_runs_in_each_language(language: str) -> None:
    assert len(commands(language)) == 2


@pytest.mark.parametrize("lock", LOCKS, ids=named)
def test_packages_are_pinned_by_hash_and_name_no_registry(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]
    found = [package for name, package in packages.items() if name]
    assert found
    assert all("integrity" in package and "resolved" not in package for package in found)
