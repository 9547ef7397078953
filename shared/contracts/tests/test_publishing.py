"""Publishing: a version that was released stays as it is; what changes becomes the next one, if it is an addition."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from liaison_contracts.catalog import CATALOG, Classification, Topic
from liaison_contracts.fact import FactWithState, State
from liaison_contracts.gate import problems
from liaison_contracts.history import changelog
from liaison_contracts.published import FOLDER, Published
from liaison_contracts.publishing import PUBLIC, Publishing
from pydantic import Field

Publish = Callable[..., Publishing]
DUG = "liaison.registry.WellDug.v1"


def topics(**fields: Any) -> list[Topic]:
    """A fact and its state, which has `place` and these fields."""
    told: dict[str, Any] = {"place": (str, ...)} | fields
    annotations = {name: kind for name, (kind, _) in told.items()}
    defaults = {name: default for name, (_, default) in told.items() if default is not ...}
    state = type("WellState", (State,), {"__annotations__": annotations, "__doc__": "A well.", **defaults})
    fact = type("WellDug", (FactWithState,), {"__annotations__": {"state": state}, "__doc__": "A well was dug."})
    return [Topic(fact, "registry", Classification.PUBLIC), Topic(state, "registry", Classification.PUBLIC)]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Writes what these topics want, as `make fix` does; an example stands where none was."""
    for name in ("schemas", "facts"):
        (tmp_path / name).mkdir()

    def write(of: list[Topic], **example: Any) -> Publishing:
        Publishing(Published(tmp_path), of).write()
        made = Publishing(Published(tmp_path), of)
        for version in made.wanted():
            path = tmp_path / "facts" / f"{version.name}.json"
            if "Well" in version.type and (example or not path.exists()):
                path.write_text(json.dumps([record(version.type, {"place": "Щітки", **example})]))
        return made

    return write


def record(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    well = {"id": "01839d12-d280-77c2-ab11-b2daf1fdaec8", "version": 1, **fields}
    data = well if kind.endswith("WellState.v1") else {"occurred_on": "2026-06-01", "state": well}
    return {
        "specversion": "1.0",
        "id": "01881e35-8232-7286-bb0c-9b9a6ba228ef",
        "source": "https://liaison.example/api/registry",
        "type": kind,
        "subject": well["id"],
        "time": "2026-06-01T07:00:03Z",
        "datacontenttype": "application/json",
        "dataschema": f"https://liaison.example/subscribe/schemas/{kind}.json",
        "partitionkey": well["id"],
        "sequence": "00000000000000000001",
        "epoch": 1,
        "dataclassification": "public",
        "correlationid": "1",
        "data": data,
    }


def test_what_is_published_is_what_the_contracts_say() -> None:
    """The same as `make check` asks."""
    assert list(problems(Publishing(Published()))) == []


def test_every_public_contract_has_a_schema_and_a_golden_fact() -> None:
    published = Published()
    for topic in PUBLIC:
        version = published.version(topic.type)
        assert version
        assert published.facts(version), topic.name
    public = {topic.type for topic in CATALOG if topic.classification == Classification.PUBLIC}
    assert public <= set(published.types())


def test_lists_of_values_are_open_and_say_so() -> None:
    for path in FOLDER.glob("schemas/*.json"):
        assert '"enum"' not in path.read_text(), path.name
        assert '"additionalProperties": false' not in path.read_text(), path.name
        for name, part in json.loads(path.read_text()).get("$defs", {}).items():
            assert "examples" not in part or "May grow" in part["description"], f"{path.name}: {name}"


def test_an_unreleased_version_is_written_anew(publish: Publish) -> None:
    publish(topics())
    made = publish(topics(depth=(int, ...)), depth=12)
    assert [version.minor for version in made.published.versions(DUG)] == [0]
    assert list(problems(made)) == []


def test_a_released_one_stays_and_an_addition_is_the_next(publish: Publish) -> None:
    publish(topics()).release("0.1.0")
    before = (publish(topics()).published.folder / "schemas" / f"{DUG}.0.json").read_bytes()
    made = publish(topics(depth=(int | None, Field(None, description="Metres."))), depth=12)
    assert list(problems(made)) == []
    assert (made.published.folder / "schemas" / f"{DUG}.0.json").read_bytes() == before
    newest = made.published.version(DUG)
    assert newest
    assert (newest.number, newest.release) == ("1.1", None), "the fact follows its state"
    assert "depth" in made.published.whole(newest)["$defs"]["WellState"]["properties"]


def test_what_is_not_an_addition_is_refused(publish: Publish) -> None:
    publish(topics(depth=(int | None, None)), depth=12).release("0.1.0")
    found = "\n".join(problems(publish(topics())))
    assert "liaison.registry.WellState.v1.1: not after 1.0: depth: was removed" in found
    assert "liaison.registry.WellDug.v1.1: not after 1.0: state.depth: was removed" in found


def test_a_later_version_is_held_against_each_earlier_one(publish: Publish) -> None:
    publish(topics(), place="Щітки").release("0.1.0")
    publish(topics(depth=(int | None, None)), depth=12).release("0.2.0")
    found = "\n".join(problems(publish(topics(depth=(str | None, None)), depth="12")))
    assert "liaison.registry.WellState.v1.2: not after 1.1" in found


def test_who_changes_a_released_file_is_told(publish: Publish) -> None:
    publish(topics()).release("0.1.0")
    made = publish(topics())
    path = made.published.folder / "schemas" / f"{DUG}.0.json"
    path.write_text(path.read_text().replace("A well was dug.", "A well was made."))
    assert f"schemas/{DUG}.0.json: released with 0.1.0, and changed since" in list(problems(made))
    path.unlink()
    assert f"schemas/{DUG}.0.json: released with 0.1.0, and gone" in list(
        problems(Publishing(Published(made.published.folder), topics()))
    )


def test_a_released_contract_does_not_vanish(publish: Publish) -> None:
    publish(topics()).release("0.1.0")
    found = list(problems(publish([])))
    assert any(problem.startswith(f"{DUG}: it was released") for problem in found)


def test_a_golden_fact_is_valid_and_shows_what_is_new(publish: Publish) -> None:
    publish(topics()).release("0.1.0")
    of = topics(depth=(int | None, None))
    assert "facts/liaison.registry.WellState.v1.1.json: no example shows `depth`" in list(problems(publish(of)))
    found = "\n".join(problems(publish(of, depth="deep")))
    assert "facts/liaison.registry.WellState.v1.1.json: data.depth" in found


def test_a_release_is_cut_once(publish: Publish) -> None:
    assert publish(topics()).release("0.1.0")
    assert publish(topics()).release("0.1.0") == [], "nothing is new"
    with pytest.raises(FileExistsError, match="raise the version"):
        publish(topics(depth=(int | None, None)), depth=12).release("0.1.0")


def test_others_can_check_a_release_with_sha256sum(publish: Publish) -> None:
    made = publish(topics())
    made.release("0.1.0")
    command = ["sha256sum", "--check", "--strict", "--quiet", "released/0.1.0.sha256"]
    subprocess.run(command, cwd=made.published.folder, check=True)


def test_the_changelog_says_with_which_release_a_field_came(publish: Publish) -> None:
    publish(topics()).release("0.1.0")
    publish(topics(depth=(int | None, Field(None, description="Metres."))), depth=12).release("0.2.0")
    made = publish(topics(depth=(int | None, Field(None, description="Whole metres."))), depth=12)
    newest, middle, first = changelog(made.published, "liaison.registry.WellState.v1")
    assert (first.version.number, first.version.release, first.changes) == ("1.0", "0.1.0", [])
    assert (middle.version.number, middle.version.release) == ("1.1", "0.2.0")
    assert [(change.kind, change.path, change.detail) for change in middle.changes] == [("field", "depth", "Metres.")]
    assert (newest.version.number, newest.version.release) == ("1.2", None)
    assert [(change.kind, change.path) for change in newest.changes] == [("words", "depth")]
