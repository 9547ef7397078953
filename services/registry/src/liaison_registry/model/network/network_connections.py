"""What no single entry of the network file can know: doubles, references, overlaps."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from liaison_registry.model.network.yaml_lines import Document, Path

HROMADA_PART = len("UA0502003")
"""The first characters of a KATOTTG code, region to community, which a settlement shares with its community."""

CONNECTION_TEXTS = {
    "unknown_district": "Line {line}: no district in this file has this code.",
    "elsewhere": "Line {line}: this code does not lie in the community.",
    "double": "Line {line}: “{key}” is the same as on line {earlier}.",
    "overlap": "Line {line}: these hours overlap others of the same day.",
}
Entry = tuple[Path, dict[str, Any]]


def check_connections(document: Document) -> None:
    """Notes them on the raw text, so that they show together with the mistakes inside the entries."""
    data = document.data
    districts, offices = list(_entries(data, ("districts",))), list(_entries(data, ("offices",)))
    _refuse_doubles(document, districts, "code")
    _refuse_doubles(document, offices, "slug")
    _refuse_doubles(document, list(_entries(data, ("programme", "milestones"))), "number")
    _refuse_doubles(document, list(_entries(data, ("programme", "targets"))), "key")
    for path, office in offices:
        _refuse_doubles(document, list(_entries(data, (*path, "rooms"))), "name")
        _refuse_overlaps(document, list(_entries(data, (*path, "hours"))))
        if office.get("district") and all(entry.get("code") != office["district"] for _, entry in districts):
            document.refuse((*path, "district"), CONNECTION_TEXTS["unknown_district"])
    hromada = _at(data, ("community", "code"))
    for path, entry in districts:
        if isinstance(hromada, str) and not str(entry.get("code")).startswith(hromada[:HROMADA_PART]):
            document.refuse((*path, "code"), CONNECTION_TEXTS["elsewhere"])


def _at(data: Any, path: Path) -> Any:
    for part in path:
        if isinstance(part, str) and not isinstance(data, dict):
            return None
        data = data[part] if isinstance(part, int) else data.get(part)
    return data


def _entries(data: Any, path: Path) -> Iterator[Entry]:
    items = _at(data, path)
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield (*path, index), item


def _refuse_doubles(document: Document, entries: list[Entry], key: str) -> None:
    lines: dict[str, int] = {}
    for path, entry in entries:
        value = entry.get(key)
        if not isinstance(value, str):
            continue
        if value in lines:
            document.refuse((*path, key), CONNECTION_TEXTS["double"], earlier=lines[value])
        lines.setdefault(value, document.line((*path, key)))


def _refuse_overlaps(document: Document, entries: list[Entry]) -> None:
    spans = sorted(
        (entry["weekday"], entry["opens"], entry["closes"], path)
        for path, entry in entries
        if all(re.fullmatch(r"\d|\d\d:\d\d", str(entry.get(key))) for key in ("weekday", "opens", "closes"))
    )
    for (day, _, closes, _), (next_day, opens, _, path) in pairwise(spans):
        if day == next_day and opens < closes:
            document.refuse((*path, "opens"), CONNECTION_TEXTS["overlap"])
