"""What is published: schemas and golden facts of every version ever shipped, and which release brought which.

`schemas/<type>.<minor>.json` is the JSON Schema of the records' `data`, `facts/<type>.<minor>.json` a list of whole
records as they stand on the topic. A fact's schema refers to that of the state it carries. `released/<release>.sha256`
names the files that came with a release, as sha256sum does: those are never changed again.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liaison_contracts.catalog import OTHERS
from liaison_contracts.schemas import DIALECT, Schema

FOLDER = Path(__file__).parent
ENVELOPE = "liaison.Envelope.v1"
"""What is around `data` has versions, too."""


@dataclass(frozen=True)
class Version:
    """A version of a contract: `type` is the CloudEvents type, which ends in the major."""

    type: str
    minor: int
    release: str | None = None
    """The one that brought it; None: the next."""

    @property
    def name(self) -> str:
        """What its files are called, and where it is served."""
        return f"{self.type}.{self.minor}"

    @property
    def number(self) -> str:
        return self.name.rpartition(".v")[2]


ASKED_OF_OTHERS = {"specversion", "id", "source", "type", "subject", "sequence", "epoch", "correlationid", "data"}
"""What other systems put around what they tell us; the rest of the envelope says what only we know."""


class Published:
    """A folder of published versions."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.released = {path: release for release, _, path in self.sums()}
        self._versions: dict[str, list[Version]] = {}
        for path in folder.glob("schemas/*.json"):
            kind, _, minor = path.stem.rpartition(".")
            one = Version(kind, int(minor), self.released.get(f"schemas/{path.name}"))
            self._versions.setdefault(kind, []).append(one)
        for versions in self._versions.values():
            versions.sort(key=lambda one: one.minor)

    def sums(self) -> Iterator[tuple[str, str, str]]:
        """Release, SHA-256 and path of each file that was ever released."""
        for listed in sorted(self.folder.glob("released/*.sha256")):
            for line in listed.read_text().splitlines():
                digest, _, path = line.partition("  ")
                yield listed.stem, digest, path

    def types(self) -> list[str]:
        return sorted(self._versions)

    def names(self) -> set[str]:
        """Of all versions."""
        return {one.name for versions in self._versions.values() for one in versions}

    def versions(self, kind: str) -> list[Version]:
        """Oldest first."""
        return list(self._versions.get(kind, []))

    def version(self, name: str) -> Version | None:
        """By `name`, or by the type: then the newest."""
        if versions := self.versions(name):
            return versions[-1]
        return next((one for one in self.versions(name.rpartition(".")[0]) if one.name == name), None)

    def schema(self, version: Version) -> Schema:
        """Of `data`, as it stands in its file."""
        schema: Schema = self._read(f"schemas/{version.name}.json")
        return schema

    def facts(self, version: Version) -> list[dict[str, Any]]:
        """The golden facts: whole records; none where somebody still has to write them."""
        path = f"facts/{version.name}.json"
        facts: list[dict[str, Any]] = self._read(path) if (self.folder / path).exists() else []
        return facts

    def whole(self, version: Version) -> Schema:
        """Of `data`, with the state's schema in it: for whoever wants one file."""
        schema = self.schema(version)
        found = schema["properties"].get("state", {}).get("$ref", "")
        if not found.endswith(".json"):
            return schema
        state = self._read(f"schemas/{found}")
        name = state["title"]
        definitions = schema.pop("$defs", {}) | state.pop("$defs", {})
        definitions[name] = {key: value for key, value in state.items() if key not in ("$schema", "title")}
        schema["properties"]["state"] = {"$ref": f"#/$defs/{name}"}
        return schema | {"$defs": dict(sorted(definitions.items()))}

    def record(self, version: Version) -> Schema:
        """Of the whole record: the CloudEvent with this `data`."""
        data = self.whole(version)
        envelope = self.schema(self.versions(ENVELOPE)[-1])
        definitions = data.pop("$defs", {})
        del data["$schema"]
        title = data.pop("title")
        properties = envelope["properties"] | {
            "type": {"const": version.type},
            "data": {"$ref": f"#/$defs/{title}"},
        }
        required = [
            name for name in envelope["required"] if f".{OTHERS}." not in version.type or name in ASKED_OF_OTHERS
        ]
        head = {"$schema": DIALECT, "title": f"{title}Record", "description": data["description"]}
        return head | {
            "type": "object",
            "properties": properties,
            "required": required,
            "$defs": dict(sorted((definitions | {title: data}).items())),
        }

    def digest(self, path: str) -> str:
        return hashlib.sha256((self.folder / path).read_bytes()).hexdigest()

    def _read(self, path: str) -> Any:
        return json.loads((self.folder / path).read_text())
