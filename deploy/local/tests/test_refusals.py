"""What keeps the platform from starting is told in a sentence that says what to do."""

import json
import shutil
from collections import namedtuple

import pytest
from liaison_cli.trouble import Trouble
from liaison_local.java import find_java


def refused(done) -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr


@pytest.mark.parametrize("variable", ["LIAISON_PORT", "LIAISON_KAFKA_PORT"])
def test_a_taken_port_is_named_with_the_variable_that_changes_it(another_system, taken_port: int, variable) -> None:
    sentence = refused(another_system.run("up", **{variable: str(taken_port)}))
    assert f"Port {taken_port}" in sentence
    assert variable in sentence
    assert len(sentence.splitlines()) == 1


def test_a_failed_migration_shows_the_end_of_its_log_and_leaves_nothing_running(another_system) -> None:
    done = another_system.run("up", "--detach", FAKE_MIGRATION_FAILS="events")
    assert "liaison did not start" in refused(done).lower()
    assert "events stopped while starting" in done.stdout
    assert "the table is on fire" in done.stdout
    assert all(process["pid"] is None for process in another_system.state["processes"].values())


def test_a_refused_network_file_is_told_place_by_place_and_stops_nothing(another_system) -> None:
    places = [{"field": f"offices.{number}.district", "message": f"Line {number}: unknown."} for number in range(12)]
    refusal = {"title": "Wrong", "detail": "The file was not imported.", "errors": places}
    done = another_system.run("up", "--detach", FAKE_REFUSAL=json.dumps(refusal))
    assert done.returncode == 0
    assert "The demo network was not loaded: The file was not imported." in done.stdout
    told = [line.strip() for line in done.stdout.splitlines() if "Line" in line]
    assert told == [f"{place['field']}: {place['message']}" for place in places[:10]]
    assert "… and 2 more" in done.stdout


def test_commands_for_a_running_system_say_how_to_start_it(another_system) -> None:
    for command in ("env", "status"):
        assert "`liaison up`" in refused(another_system.run(command))


def test_data_of_an_unknown_version_is_left_alone(home) -> None:
    home.prepare()
    (home.data / "version").write_text("99\n")
    with pytest.raises(Trouble, match=r"of version '99'.*liaison reset"):
        home.prepare()


def test_a_full_disk_is_told_before_anything_starts(home, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 5_000_000))
    with pytest.raises(Trouble, match=r"Only 5 MB are free .* at least 1 GB"):
        home.prepare()


def test_a_kafka_without_users_is_not_secured_behind_its_back(another_system) -> None:
    (another_system.home / "data" / "kafka").mkdir(parents=True)
    sentence = refused(another_system.run("up", "--secured"))
    assert "was made without users" in sentence
    assert "`liaison reset`" in sentence


def test_a_missing_java_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liaison_local.java.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Trouble, match="No Java of version 17"):
        find_java()


def test_an_unreachable_registry_is_told(another_system, tmp_path) -> None:
    dead = "http://127.0.0.1:9"
    sentence = refused(
        another_system.run("up", LIAISON_CACHE=str(tmp_path / "empty"), HTTPS_PROXY=dead, https_proxy=dead, NO_PROXY="")
    )
    assert sentence.startswith("Kafka could not be downloaded")
    assert len(sentence.splitlines()) == 1


def test_reset_deletes_the_data_and_keeps_the_downloads(another_system) -> None:
    for folder in ("data", "secrets", "cache"):
        (another_system.home / folder).mkdir(parents=True)
    assert another_system.run("reset", "--yes").returncode == 0
    assert [path.name for path in another_system.home.iterdir()] == ["cache"]
