"""Publishing: writes the schemas of what changed as new versions, and says what may not be published.

A version that was released is never changed. One that was not may be: it is written anew until its release is cut.
"""

import json
from collections.abc import Iterable
from typing import Any

from liaison_contracts.catalog import CATALOG, OTHERS, Classification, Topic
from liaison_contracts.envelope import Envelope
from liaison_contracts.fact import FactWithState
from liaison_contracts.published import ENVELOPE, Published, Version
from liaison_contracts.schemas import Schema, schema_of


def for_others(topic: Topic) -> bool:
    """Whether other systems read it, or write it."""
    return topic.classification == Classification.PUBLIC or topic.publisher == OTHERS


PUBLIC = tuple(topic for topic in CATALOG if for_others(topic))


class Publishing:
    """Compares the contracts of the catalogue with a folder of published versions."""

    def __init__(self, published: Published, topics: Iterable[Topic] = PUBLIC) -> None:
        self.published = published
        self.topics = sorted(topics, key=lambda topic: not topic.compacted)  # a fact refers to its state's version

    def write(self) -> None:
        """A schema for each contract that has another one than its newest version; an example of it to start from."""
        for version, schema in self.wanted().items():
            path = self.published.folder / "schemas" / f"{version.name}.json"
            if not path.exists() or json.loads(path.read_text()) != schema:
                path.write_text(_text(schema))
            facts = self.published.folder / "facts" / f"{version.name}.json"
            before = facts.with_name(f"{version.type}.{version.minor - 1}.json")
            if before.exists() and not facts.exists():
                facts.write_bytes(before.read_bytes())

    def release(self, release: str) -> list[str]:
        """Whatever was not released comes with this release, and is never changed again; which files that is."""
        listed = self.published.folder / "released" / f"{release}.sha256"
        paths = [path.relative_to(self.published.folder).as_posix() for path in self.published.folder.glob("*/*.json")]
        new = sorted(path for path in paths if path not in self.published.released)
        if new and listed.exists():
            raise FileExistsError(f"{release} was released: raise the version of liaison-contracts first")
        if new:
            listed.parent.mkdir(exist_ok=True)
            listed.write_text("".join(f"{self.published.digest(path)}  {path}\n" for path in new))
        return new

    def wanted(self) -> dict[Version, Schema]:
        """The version of each contract that should be the newest, with its schema."""
        found = dict([self._version(ENVELOPE, schema_of(Envelope))])
        states: dict[Any, str] = {}
        for topic in self.topics:
            contract, state = topic.contract, None
            if issubclass(contract, FactWithState):
                state = states[contract.model_fields["state"].annotation]
            version, schema = self._version(topic.type, schema_of(contract, state))
            states[contract] = f"{version.name}.json"
            found[version] = schema
        return found

    def _version(self, kind: str, schema: Schema) -> tuple[Version, Schema]:
        known = self.published.versions(kind)
        if not known:
            return Version(kind, 0), schema
        newest = known[-1]
        if newest.release is None or self.published.schema(newest) == schema:
            return newest, schema
        return Version(kind, newest.minor + 1), schema


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
