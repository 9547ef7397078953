"""The changelog of a contract: what each version brought, made of the published schemas themselves."""

from dataclasses import dataclass
from itertools import pairwise

from liaison_contracts.compatibility import Change, Kind, changes
from liaison_contracts.published import Published, Version


@dataclass(frozen=True)
class Entry:
    """A version and what it brought; the first one brought all there was."""

    version: Version
    changes: list[Change]


def changelog(published: Published, kind: str) -> list[Entry]:
    """Of a CloudEvents type, newest first."""
    versions = published.versions(kind)
    entries = [Entry(version, []) for version in versions[:1]]
    for older, newer in pairwise(versions):
        entries.append(Entry(newer, changes(published.whole(older), published.whole(newer))))
    return entries[::-1]


def since(published: Published, kind: str) -> dict[str, Version]:
    """With which version each field came that was not there from the first one on, by its path."""
    return {
        change.path: entry.version
        for entry in changelog(published, kind)
        for change in entry.changes
        if change.kind == Kind.FIELD
    }
