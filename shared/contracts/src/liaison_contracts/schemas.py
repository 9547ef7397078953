"""The JSON Schema of a contract as it is published: what a subscriber in any language may rely on.

It describes what stands on the topic, from its first record on. So only what every record has is required, and a list
of values that may grow is no `enum`: what is known of it stands in `examples`.
"""

from typing import Any

from liaison_contracts.envelope import Envelope
from liaison_contracts.fact import Fact, FactWithState, State

Contract = type[Fact] | type[State] | type[Envelope]
Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
"""A wall-clock time as it is written: the format `time` of JSON Schema wants an offset."""


def schema_of(contract: Contract, state: str | None = None) -> Schema:
    """Of what stands in `data`. `state`: where the schema of the state that it carries is, instead of that schema."""
    made = contract.model_json_schema()
    definitions = made.pop("$defs", {})
    if contract is Envelope:  # what it says of itself is always written
        made["required"] = [name for name, field in Envelope.model_fields.items() if field.get_default() is not None]
    if issubclass(contract, FactWithState) and state is not None:
        made["properties"]["state"] = {"$ref": state}
    # In the order of a reader: what it is, then its fields, then what they are made of.
    root: Schema = {"$schema": DIALECT, "title": contract.__name__, "description": made["description"]}
    root |= {key: value for key, value in _published(made).items() if key not in root}
    if used := _used(root, definitions):
        root["$defs"] = {name: _published(definitions[name]) for name in sorted(used)}
    return root


def _published(part: Any) -> Any:
    """Without the titles that pydantic makes of names, and open where it may grow."""
    if isinstance(part, list):
        return [_published(one) for one in part]
    if not isinstance(part, dict):
        return part
    part = {key: value for key, value in part.items() if key != "title" or not isinstance(value, str)}
    if part.get("format") == "time":
        part = {key: value for key, value in part.items() if key != "format"} | {"pattern": TIME}
    if "enum" in part:
        part["examples"] = part.pop("enum")
    return {key: value if key in ("default", "examples") else _published(value) for key, value in part.items()}


def _used(part: Any, definitions: dict[str, Schema]) -> set[str]:
    """The definitions it refers to, and those that they refer to."""
    if isinstance(part, list):
        return set().union(*(_used(one, definitions) for one in part))
    if not isinstance(part, dict):
        return set()
    found = set().union(*(_used(value, definitions) for value in part.values()))
    name = str(part.get("$ref", "")).removeprefix("#/$defs/")
    if name in definitions:
        found |= {name} | _used(definitions[name], definitions)
    return found
