"""What may change from one minor version to the next: something is added, and nothing else.

Topics are kept for years and subscribers change when they can, so both must hold: a program made for the old schema
reads the new records, and one made for the new schema reads the old ones. Whatever is not known here to be an addition
is refused, an unknown keyword too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from liaison_contracts.schemas import Schema

WORDS = ("description", "title", "$comment")
"""They say it better, and change nothing."""
WALKED = ("properties", "required", "items", "additionalProperties", "anyOf", "examples", "default", "$defs", "$ref")
"""They are compared in their own way; any other keyword has to stay as it is."""


class Kind(StrEnum):
    """What a change is to a subscriber."""

    FIELD = "field"  # a field was added
    VALUE = "value"  # a list of values has grown
    WORDS = "words"  # it is described otherwise
    BREAKS = "breaks"  # not within a major version


@dataclass(frozen=True)
class Change:
    """A difference between two schemas. `path` is written as `state.rooms[].name`; empty: the whole."""

    kind: Kind
    path: str
    detail: str

    def __str__(self) -> str:
        return f"{self.path or 'it'}: {self.detail}"


def changes(old: Schema, new: Schema) -> list[Change]:
    """All of them, breaking ones included."""
    return list(_Comparison(old, new).walk("", old, new))


def breaking(old: Schema, new: Schema) -> list[Change]:
    return [change for change in changes(old, new) if change.kind == Kind.BREAKS]


def resolved(part: Schema, root: Schema) -> Schema:
    """What a reference leads to, with what stands beside the reference."""
    name = part.get("$ref", "").removeprefix("#/$defs/")
    if name not in root.get("$defs", {}):
        return part
    return resolved(root["$defs"][name], root) | {key: value for key, value in part.items() if key != "$ref"}


@dataclass(frozen=True)
class _Comparison:
    old: Schema
    new: Schema

    def walk(self, path: str, old: Any, new: Any) -> Iterator[Change]:
        if not isinstance(old, dict) or not isinstance(new, dict):
            if old != new:
                yield Change(Kind.BREAKS, path, f"{old} became {new}")
            return
        old, new = resolved(old, self.old), resolved(new, self.new)
        for keyword in sorted({*old, *new} - {*WORDS, *WALKED}):
            if old.get(keyword) != new.get(keyword):
                yield Change(Kind.BREAKS, path, f"`{keyword}` was {old.get(keyword)}, is {new.get(keyword)}")
        yield from self._fields(path, old, new)
        yield from self._values(path, old, new)
        for keyword, mark in (("items", "[]"), ("additionalProperties", "{}")):
            # Without `additionalProperties` anything may be there: as if it said true.
            yield from self.walk(path + mark, old.get(keyword, True), new.get(keyword, True))
        yield from self._kinds(path, old.get("anyOf", []), new.get("anyOf", []))
        if old.get("description") != new.get("description"):
            yield Change(Kind.WORDS, path, new.get("description", ""))

    def _fields(self, path: str, old: Schema, new: Schema) -> Iterator[Change]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed, needs = set(old.get("required", [])), set(new.get("required", []))
        for name in before:
            if name not in after:
                yield Change(Kind.BREAKS, _of(path, name), "was removed")
            else:
                yield from self.walk(_of(path, name), before[name], after[name])
        for name in after:
            if name not in before and name not in needs:
                yield Change(Kind.FIELD, _of(path, name), resolved(after[name], self.new).get("description", ""))
        for name in sorted(needs - needed):
            yield Change(Kind.BREAKS, _of(path, name), "is required, which older records do not have")
        for name in sorted(needed - needs):
            yield Change(Kind.BREAKS, _of(path, name), "was always there, and need not be any more")

    def _values(self, path: str, old: Schema, new: Schema) -> Iterator[Change]:
        before, after = old.get("examples", []), new.get("examples", [])
        for value in before:
            if value not in after:
                yield Change(Kind.BREAKS, path, f"`{value}` was removed, which older records have")
        for value in after:
            if value not in before:
                yield Change(Kind.VALUE, path, str(value))
        if "default" in old and old["default"] != new.get("default", ...):
            yield Change(Kind.BREAKS, path, "records without it meant another value")

    def _kinds(self, path: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
        if len(old) != len(new):
            yield Change(Kind.BREAKS, path, "may be of other kinds than before")
            return
        for before, after in zip(old, new, strict=True):
            yield from self.walk(path, before, after)


def _of(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
