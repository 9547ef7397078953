"""The gate: which changes of a contract are an addition, and which need a new major."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from liaison_contracts.compatibility import breaking, changes
from liaison_contracts.gate import safe_for_readers
from liaison_contracts.schemas import Schema

HELD: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "EventHeld",
    "description": "An event took place.",
    "type": "object",
    "properties": {
        "occurred_on": {"type": "string", "format": "date"},
        "attendance": {"type": "integer", "minimum": 0},
        "rating": {"type": "number"},
        "outcome": {"type": "string", "pattern": "^[^<]*$"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "kind": {"type": "string", "examples": ["lecture", "debate"]},
        "mode": {"enum": ["room", "online"]},
        "tools": {"type": "array", "items": {"type": "string"}, "default": []},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "state": {"$ref": "#/$defs/EventState"},
    },
    "required": ["occurred_on", "attendance", "state"],
    "$defs": {
        "EventState": {
            "type": "object",
            "properties": {"id": {"type": "string", "format": "uuid"}, "room": {"type": "string"}},
            "required": ["id"],
        }
    },
}

Edit = Callable[[dict[str, Any], Schema], object]
"""Of the properties, and of the whole schema."""

ADDITION, MAJOR = True, False
FINE, REFUSED = True, False

TABLE: list[tuple[str, Edit, bool, bool]] = [
    # what changes, how, our verdict, jsoncompat's as serializer
    ("nothing", lambda *_: None, ADDITION, FINE),
    ("an optional field is added", lambda p, _: p.update(photo={"type": "string"}), ADDITION, FINE),
    ("… to the state", lambda _, s: state(s).update(floor={"type": "integer"}), ADDITION, FINE),
    ("an optional field with a default is added", lambda p, _: p.update(links={"default": []}), ADDITION, FINE),
    ("a description is worded anew", lambda _, s: s.update(description="An event was held."), ADDITION, FINE),
    ("a description is added to a field", lambda p, _: p["rating"].update(description="1 to 5"), ADDITION, FINE),
    ("an open list of values has grown", lambda p, _: p["kind"]["examples"].append("forum"), ADDITION, FINE),
    ("a definition has another name", lambda _, s: rename(s), ADDITION, FINE),
    ("a field is removed", lambda p, _: p.pop("note"), MAJOR, REFUSED),
    ("a required field is removed", lambda p, s: (p.pop("attendance"), needs(s, "attendance")), MAJOR, REFUSED),
    ("… of the state", lambda _, s: state(s).pop("room"), MAJOR, REFUSED),
    ("a field is renamed", lambda p, _: p.update(people=p.pop("rating")), MAJOR, REFUSED),
    ("a field may be missing", lambda _, s: needs(s, "attendance"), MAJOR, REFUSED),
    ("a type is widened", lambda p, _: p["attendance"].update(type="number"), MAJOR, REFUSED),
    ("a type is another", lambda p, _: p["attendance"].update(type="string"), MAJOR, REFUSED),
    ("a field may be null", lambda p, _: p.update(rating={"anyOf": [{"type": "number"}, NULL]}), MAJOR, REFUSED),
    ("one thing became a list", lambda p, _: p.update(rating={"type": "array", "items": NUMBER}), MAJOR, REFUSED),
    ("a list holds other things", lambda p, _: p["tools"]["items"].update(type="integer"), MAJOR, REFUSED),
    ("a map holds other things", lambda p, _: p["counts"].update(additionalProperties=NUMBER), MAJOR, REFUSED),
    ("a closed list of values has grown", lambda p, _: p["mode"]["enum"].append("hybrid"), MAJOR, REFUSED),
    ("a closed list of values is opened", lambda p, _: p.update(mode={"type": "string"}), MAJOR, REFUSED),
    ("a minimum is lower", lambda p, _: p["attendance"].update(minimum=-1), MAJOR, REFUSED),
    # jsoncompat is right about readers of new records, but Kafka keeps the old ones, and who starts today reads those.
    ("a required field is added", lambda p, s: (p.update(new=NUMBER), s["required"].append("new")), MAJOR, FINE),
    ("an optional field becomes required", lambda _, s: s["required"].append("note"), MAJOR, FINE),
    ("a type is narrowed", lambda p, _: p["rating"].update(type="integer"), MAJOR, FINE),
    ("a field is null no more", lambda p, _: p.update(note={"type": "string", "default": None}), MAJOR, FINE),
    ("a closed list of values has shrunk", lambda p, _: p["mode"]["enum"].remove("online"), MAJOR, FINE),
    ("an open list of values is closed", lambda p, _: p.update(kind={"enum": ["lecture", "debate"]}), MAJOR, FINE),
    ("a minimum is higher", lambda p, _: p["attendance"].update(minimum=1), MAJOR, FINE),
    ("a maximum is added", lambda p, _: p["attendance"].update(maximum=500), MAJOR, FINE),
    ("a longest length is added", lambda p, _: p["outcome"].update(maxLength=80), MAJOR, FINE),
    ("nothing unknown may come", lambda _, s: s.update(additionalProperties=False), MAJOR, FINE),
    ("a known value is struck off an open list", lambda p, _: p["kind"]["examples"].remove("debate"), MAJOR, FINE),
    ("what a missing field means is another", lambda p, _: p["tools"].update(default=["petition"]), MAJOR, FINE),
    # Here jsoncompat errs even about readers: it looks at neither formats nor patterns.
    ("a format is added", lambda p, _: p["outcome"].update(format="uri"), MAJOR, FINE),
    ("a format is taken away", lambda p, _: p["occurred_on"].pop("format"), MAJOR, FINE),
    ("a format is another", lambda p, _: p["occurred_on"].update(format="date-time"), MAJOR, FINE),
    ("a pattern is another", lambda p, _: p["outcome"].update(pattern="^.*$"), MAJOR, FINE),
    ("a pattern is taken away", lambda p, _: p["outcome"].pop("pattern"), MAJOR, FINE),
]
NULL, NUMBER = {"type": "null"}, {"type": "number"}


def state(schema: Schema) -> dict[str, Any]:
    properties: dict[str, Any] = schema["$defs"]["EventState"]["properties"]
    return properties


def needs(schema: Schema, name: str) -> None:
    schema["required"].remove(name)


def rename(schema: Schema) -> None:
    schema["$defs"]["Happening"] = schema["$defs"].pop("EventState")
    schema["properties"]["state"]["$ref"] = "#/$defs/Happening"


def edited(edit: Edit) -> Schema:
    schema = copy.deepcopy(HELD)
    edit(schema["properties"], schema)
    return schema


@pytest.mark.parametrize("what, edit, verdict, librarys", TABLE, ids=[row[0] for row in TABLE])
def test_each_change_gets_its_verdict(what: str, edit: Edit, verdict: bool, librarys: bool) -> None:
    new = edited(edit)
    assert (not breaking(HELD, new)) is verdict, [str(change) for change in breaking(HELD, new)]
    assert safe_for_readers(HELD, new) is librarys, "jsoncompat says otherwise than it did: look at the table again"


def test_what_we_allow_the_library_allows() -> None:
    """Ours is the stricter judge: whatever jsoncompat refuses, so do we."""
    assert all(librarys is FINE for _, _, verdict, librarys in TABLE if verdict is ADDITION)


def test_what_was_added_is_told_by_its_path() -> None:
    new = edited(lambda _, s: state(s).update(floor={"type": "integer", "description": "0: ground."}))
    new["properties"]["kind"]["examples"].append("forum")
    assert [(change.kind, change.path, change.detail) for change in changes(HELD, new)] == [
        ("value", "kind", "forum"),
        ("field", "state.floor", "0: ground."),
    ]
