"""The fields of a schema as people read them: one line each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from liaison_contracts.compatibility import resolved
from liaison_contracts.schemas import Schema


@dataclass(frozen=True)
class Field:
    """A field of a record's `data`. `path` is written as `state.rooms[].name`."""

    path: str
    type: str
    required: bool
    meaning: str
    values: tuple[str, ...] = ()
    """Those known of a list that may grow."""


def fields_of(schema: Schema) -> list[Field]:
    """With those of what it holds, each after what holds it."""
    return list(_fields(schema, schema, ""))


def _fields(root: Schema, part: Schema, path: str) -> Iterator[Field]:
    needed = part.get("required", [])
    for name, raw in part.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        field = resolved(raw, root)
        kind, inner, mark = _type(root, field)
        values = tuple(str(value) for value in inner.get("examples", []))
        meaning = field.get("description") or inner.get("description", "")
        yield Field(here, kind, name in needed, meaning, values)
        yield from _fields(root, inner, here + mark)


def _type(root: Schema, field: Schema) -> tuple[str, dict[str, Any], str]:
    """Its type in words, and what it is made of, with the mark that this has in a path."""
    field = resolved(field, root)
    if kinds := [resolved(kind, root) for kind in field.get("anyOf", [])]:
        words, inner, mark = _type(root, next(kind for kind in kinds if kind.get("type") != "null"))
        return (f"{words} | null" if any(kind.get("type") == "null" for kind in kinds) else words), inner, mark
    kind = field.get("type", "object")
    if kind == "array":
        words, inner, mark = _type(root, field["items"])
        return f"list of {words}", inner, f"[]{mark}"
    if kind == "object" and isinstance(field.get("additionalProperties"), dict):
        words, inner, mark = _type(root, field["additionalProperties"])
        return f"map to {words}", inner, f"{{}}{mark}"
    return str(field.get("format", kind)), field, ""
