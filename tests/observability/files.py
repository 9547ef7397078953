"""What stands in deploy/observability and in the runbooks: rules, queries, and commands by their headings."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "observability"
RULES = FOLDER / "alerts.yml"
RUNBOOKS = ROOT / "docs" / "runbooks"
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Query:
    """One expression of a dashboard, with where it stands."""

    dashboard: str
    panel: str
    expression: str


@cache
def alerts() -> dict[str, dict[str, Any]]:
    """The rules, by their names."""
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def queries() -> list[Query]:
    """Of all dashboards."""
    found = []
    for path in sorted((FOLDER / "dashboards").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            found += [Query(path.stem, panel["title"], target["expr"]) for target in panel.get("targets", [])]
    return found


def blocks(runbook: Path, heading: str) -> list[str]:
    """The blocks of commands under this heading alone, in their order."""
    parts = HEADING.split(_without_code(runbook.read_text()))
    return [_back(block) for block in COMMANDS.findall(dict(zip(parts[1::2], parts[2::2], strict=True))[heading])]


def anchors(runbook: Path) -> set[str]:
    """As GitHub and others make them of headings."""
    headings = HEADING.findall(_without_code(runbook.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def headings(runbook: Path) -> list[str]:
    return HEADING.findall(_without_code(runbook.read_text()))


def _without_code(text: str) -> str:
    """A comment of a shell is no heading."""
    return COMMANDS.sub(lambda block: block.group(0).replace("\n#", "\n\0"), text)


def _back(block: str) -> str:
    return block.replace("\0", "#")
