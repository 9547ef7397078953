"""Writes the chart's values.schema.json from its source in YAML and the services' settings; with --check compares.

So a setting that a service gets is one that the chart takes, with the same limits; a name that no service knows is
refused.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml
from liaison_contracts.catalog import PARTITIONS
from liaison_events.settings import EventsSettings
from liaison_kit.sending.leases import SHARDS
from liaison_kit.settings import Settings
from liaison_notifications.settings import NotificationsSettings
from liaison_registry.settings import RegistrySettings
from liaison_reporting.settings import ReportingSettings
from pydantic.fields import FieldInfo

SOURCE = Path("deploy/helm/values.schema.yaml")
TARGET = Path("deploy/helm/liaison/values.schema.json")
SETTINGS: dict[str, type[Settings]] = {
    "registry": RegistrySettings,
    "events": EventsSettings,
    "notifications": NotificationsSettings,
    "reporting": ReportingSettings,
}
BY_THE_CHART = {
    "LIAISON_HTTP_HOST",
    "LIAISON_HTTP_PORT",
    "LIAISON_INSTANCE",  # pods come and go under new names
    "LIAISON_SIGNING_KEY_FILE",
    "LIAISON_TOTP_KEY_FILE",
    "LIAISON_SEALING_KEY_FILE",
    "LIAISON_WISHES_FILE",
}
"""What the chart itself says, or must not be said in a cluster."""
ON_ONE_MACHINE = {"LIAISON_DEMO", "LIAISON_DEMO_TOKEN"}
SAID = ("type", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "items", "properties", "default")
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"


def variable(name: str, field: FieldInfo) -> str:
    """As the environment has it."""
    return str(field.validation_alias or f"LIAISON_{name}").upper()


def is_secret(field: FieldInfo) -> bool:
    return not field.repr or "SecretStr" in str(field.annotation)


def variables(of: type[Settings]) -> dict[str, FieldInfo]:
    """What may be set of these settings, by name."""
    named = {variable(name, field): field for name, field in of.model_fields.items()}
    return {name: field for name, field in named.items() if name not in BY_THE_CHART | ON_ONE_MACHINE}


def _simple(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Without references, and without what Helm does not check."""
    if "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]] | schema
    for alternative in schema.get("anyOf", ()):
        if alternative.get("type") != "null":
            schema = alternative | schema
    said = {key: schema[key] for key in SAID if schema.get(key) is not None}
    if schema.get("format") == "time":
        said["pattern"] = CLOCK
    if "properties" in said:
        said["properties"] = {name: _simple(one, known) for name, one in said["properties"].items()}
    match schema.get("additionalProperties"):
        case dict() as one:
            said["additionalProperties"] = _simple(one, known)
        case False:
            said["additionalProperties"] = False
    return said


def _definitions(name: str, of: type[Settings]) -> dict[str, Any]:
    whole = of.model_json_schema(by_alias=True)
    by_variable = {
        variable(field, info): whole["properties"][str(info.validation_alias or field)]
        for field, info in of.model_fields.items()
    }
    settings = {
        named: _simple(by_variable[named], whole.get("$defs", {})) | _described(field)
        for named, field in variables(of).items()
        if not is_secret(field)
    }
    # What names a file is set to its place among `files`.
    from_files = {named: field for named, field in variables(of).items() if not named.endswith("_FILE")}
    secrets = {named: {"$ref": "#/$defs/secret"} | _described(field) for named, field in from_files.items()}
    return {
        f"settings-{name}": {"type": "object", "additionalProperties": False, "properties": settings},
        f"secrets-{name}": {"type": "object", "additionalProperties": False, "properties": secrets},
    }


def _described(field: FieldInfo) -> dict[str, str]:
    return {"description": field.description} if field.description else {}


def schema() -> str:
    written: dict[str, Any] = yaml.safe_load(SOURCE.read_text())
    definitions = written["$defs"]
    for most, of in ((PARTITIONS, "partitions"), (SHARDS, "shards")):
        definitions[f"replicas-of-{of}"] = {"type": "integer", "minimum": 0, "maximum": most}
    for name, settings in {"all": Settings, **SETTINGS}.items():
        definitions |= _definitions(name, settings)
    # A database is one service's own.
    del definitions["secrets-all"]["properties"]["DATABASE_URL"]
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    found = schema()
    if "--check" not in sys.argv:
        TARGET.write_text(found)
    elif not TARGET.exists() or TARGET.read_text() != found:
        sys.exit(f"{TARGET} is not what {SOURCE} and the services' settings say: run `make fix`")


if __name__ == "__main__":
    main()
