"""The gate: what may be published. It runs before every merge, as part of `make check`.

Two judges of compatibility, and what either refuses is refused: our own rule of additions (`compatibility`), and
jsoncompat, which reasons about what schemas admit. Where it errs, and why it is not enough: `tests/test_gate.py`.
"""

import json
from collections.abc import Iterator

import jsoncompat
import jsonschema_rs

from liaison_contracts.catalog import RETIRED
from liaison_contracts.compatibility import breaking
from liaison_contracts.fields import fields_of
from liaison_contracts.published import ENVELOPE, Published, Version
from liaison_contracts.publishing import Publishing
from liaison_contracts.schemas import Schema


def problems(publishing: Publishing) -> Iterator[str]:
    """What must not be merged, a sentence each."""
    published = publishing.published
    yield from untouched(published)
    wanted = publishing.wanted()
    for version, schema in wanted.items():
        if version.name not in published.names() or published.schema(version) != schema:
            yield f"{version.name}: its published schema is another: run make fix"
            continue
        yield from refused(published, version)
        yield from golden(published, version)
    known = {version.type for version in wanted} | set(RETIRED)
    for kind in published.types():
        if kind not in known and any(version.release for version in published.versions(kind)):
            yield f"{kind}: it was released, so it goes by a successor and its sunset (RETIRED in the catalogue)"


def untouched(published: Published) -> Iterator[str]:
    """What was released is what it was."""
    for release, digest, path in published.sums():
        if not (published.folder / path).exists():
            yield f"{path}: released with {release}, and gone"
        elif published.digest(path) != digest:
            yield f"{path}: released with {release}, and changed since"


def refused(published: Published, newest: Version) -> Iterator[str]:
    """What the newest version changes that no minor may, against every one before it."""
    new = published.whole(newest)
    for older in published.versions(newest.type)[:-1]:
        old = published.whole(older)
        yield from (f"{newest.name}: not after {older.number}: {change}" for change in breaking(old, new))
        if not safe_for_readers(old, new):
            yield f"{newest.name}: not after {older.number}: jsoncompat finds records that its readers would refuse"


def safe_for_readers(old: Schema, new: Schema) -> bool:
    """What jsoncompat says: whether all that is written by the new schema is valid by the old one."""
    return jsoncompat.check_compat(json.dumps(old), json.dumps(new), "serializer")


def golden(published: Published, newest: Version) -> Iterator[str]:
    """Golden facts are valid by their own version and by the newest; those of a version show what is new in it."""
    if newest.type == ENVELOPE:
        return
    rules = jsonschema_rs.Draft202012Validator(published.record(newest), validate_formats=True)
    for version in published.versions(newest.type):
        facts = published.facts(version)
        own = jsonschema_rs.Draft202012Validator(published.record(version), validate_formats=True)
        for error in [error for fact in facts for judge in (own, rules) for error in judge.iter_errors(fact)]:
            yield f"facts/{version.name}.json: {'.'.join(map(str, error.instance_path))}: {error.message}"
        for path in unshown(published, version):
            yield f"facts/{version.name}.json: no example shows `{path}`"


def unshown(published: Published, version: Version) -> list[str]:
    """Fields without an example in the version's golden facts. What a state is made of, the state's own show."""
    shown: set[str] = set()
    for fact in published.facts(version):
        _collect(fact["data"], "", shown)
    schema = published.schema(version)
    own = [field.path for field in fields_of(schema)]
    return [path for path in own if path not in shown]


def _collect(value: object, path: str, shown: set[str]) -> None:
    """The paths of all that is there and not null."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if inner is not None:
                here = f"{path}.{name}" if path else name
                shown.add(here)
                _collect(inner, here, shown)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, f"{path}[]", shown)
