"""What `liaison backup` and `liaison restore` are made of: files, rows, and what they refuse."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from liaison_cli.__main__ import application
from liaison_cli.backups import beside, loading, manifest
from liaison_cli.backups.dumping import dump
from liaison_cli.backups.manifest import DatabaseContent, Part
from liaison_cli.backups.network import SERVICES, Network, NetworkSettings
from liaison_cli.backups.tables import quoted, tables
from liaison_cli.trouble import Trouble
from liaison_kit.running.fresh_databases import THIS_RUN
from liaison_kit.testing import Platform
from rich.progress import Progress
from typer.testing import CliRunner

ROWS = {"town": 2, "street": 2, "trail": 3, "log": 2, "kind": 1}
SCHEMA = """
    create table kit_version (version_num text); insert into kit_version values ('1');
    create table schema_version (version_num text); insert into schema_version values ('2');
    create table epoch (epoch int); insert into epoch values (4);
    create type size as enum ('small', 'large');
    create table kind (name text primary key); insert into kind values ('made by the migration');
    create table town (id int primary key, name text, letters text generated always as (lower(name)) stored,
        main_street int, size size, words text[], bytes bytea);
    create table street (id bigint generated always as identity primary key, town int references town (id));
    alter table town add foreign key (main_street) references street (id) deferrable initially deferred;
    create table trail (number serial primary key, said text);
    create table log (id int, at timestamptz not null) partition by range (at);
    create table log_rest partition of log default;
    create function refuse_it() returns trigger language plpgsql as $$ begin raise exception 'only added to'; end $$;
    create trigger stays before update or delete or truncate on trail for each statement execute function refuse_it();
    alter table trail enable always trigger stays;
    create function count_it() returns trigger language plpgsql
        as $$ begin insert into trail (said) values ('counted'); return null; end $$;
    create trigger counts after insert on town for each row execute function count_it();
"""
FILLED = """
    begin;
    insert into town (id, name, main_street, size, words, bytes) values
        (1, E'Вінниця\\n\\t\\\\ "the" \\'one\\'', 10, 'large', '{"a b","c\\\\d"}', '\\x00ff'),
        (2, null, null, null, null, null);
    insert into street (id, town) overriding system value values (10, 1), (11, 1);
    commit;
    insert into trail (said) values ('');
    insert into log values (1, '2026-11-30T00:00Z'), (2, '2020-01-01T00:00Z');
"""


@pytest_asyncio.fixture
async def empty(platform: Platform) -> AsyncIterator[str]:
    name = f"backups_{THIS_RUN}"
    admin = await asyncpg.connect(platform.admin_url)
    await admin.execute(f"create database {name} template template0")
    yield f"{platform.admin_url.rpartition('/')[0]}/{name}"
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


async def all_rows(connection: Any) -> dict[str, list[Any]]:
    found = {}
    for table in await tables(connection):
        found[table.name] = sorted(map(tuple, await connection.fetch(f"select * from {quoted(table.name)}")), key=str)
    return found


async def test_rows_come_back_as_they_were_past_triggers_and_foreign_keys(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await asyncpg.connect(empty)
    await connection.execute("create extension btree_gist")
    await connection.execute(SCHEMA)
    await connection.execute(FILLED)
    before = await all_rows(connection)
    assert {name: len(rows) for name, rows in before.items()} == ROWS | {"epoch": 1}
    with Progress(disable=True) as progress:
        content = await dump(connection, "town", tmp_path, progress)
        await connection.execute(
            "delete from street where id = 11; create view more as select 1; create table x (y int)"
        )

        async def migrate(*_: Any) -> None:
            await connection.execute(SCHEMA)

        monkeypatch.setattr(loading, "_migrate", migrate)
        there = SimpleNamespace(database=lambda _: opened(empty))
        await loading.load(there, "town", content, tmp_path, progress)  # type: ignore[arg-type]
    assert await all_rows(connection) == before
    assert (content.kit_version, content.schema_version, content.epoch) == ("1", "2", 4)
    # What stood guard does so again, and numbers go on.
    with pytest.raises(asyncpg.RaiseError, match="only added to"):
        await connection.execute("set session_replication_role = replica; delete from trail")
    await connection.execute("set session_replication_role = origin")
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await connection.execute("insert into street (town) values (7)")
    await connection.execute("insert into town (id) values (3)")
    assert await connection.fetchval("select max(number) from trail") == 4
    assert await connection.fetchval("select to_regclass('x')") is None
    await connection.close()


class opened:  # noqa: N801 - stands for a method
    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Any:
        self._connection = await asyncpg.connect(self._url)
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()


async def test_rows_that_break_a_rule_are_found_before_anybody_uses_them(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await asyncpg.connect(empty)
    await connection.execute(SCHEMA + FILLED)
    with Progress(disable=True) as progress:
        content = await dump(connection, "town", tmp_path, progress)
        without = [
            one if one.name != "town" else one.model_copy(update={"file": "none.gz", "rows": 0})
            for one in content.tables
        ]
        (tmp_path / "none.gz").write_bytes(b"")

        async def migrate(*_: Any) -> None:
            await connection.execute(SCHEMA)

        monkeypatch.setattr(loading, "_migrate", migrate)
        there = SimpleNamespace(database=lambda _: opened(empty))
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await loading.load(there, "town", content.model_copy(update={"tables": without}), tmp_path, progress)  # type: ignore[arg-type]
    assert {len(rows) for name, rows in (await all_rows(connection)).items() if name in {"town", "street"}} == {0}
    await connection.close()


def test_every_damage_is_told_with_its_file(tmp_path: Path) -> None:
    good, bad, gone = (tmp_path / name for name in ("good", "bad", "gone"))
    for path in (good, bad, gone):
        path.write_bytes(b"x")
    parts = {path.name: Part(**manifest.part_of(tmp_path, path)) for path in (good, bad, gone)}
    made = manifest.Manifest(
        made_at="2026-11-30T00:00:00Z", release="1", topic_prefix="", databases={}, carried=None, beside=parts
    )
    assert list(manifest.check(tmp_path, made)) == []
    bad.write_bytes(b"y")
    gone.unlink()
    found = list(manifest.check(tmp_path, made))
    assert [one.split()[0] for one in found] == ["bad", "gone"]
    table = manifest.Table(name="t", columns=["a"], rows=2, **manifest.part_of(tmp_path, good))
    content = DatabaseContent(kit_version="1", schema_version="1", epoch=1, tables=[table], sequences={})
    cut = made.model_copy(update={"databases": {"events": content}, "beside": {}})
    assert list(manifest.check(tmp_path, cut)) == ["good has -1 rows, not 2"]


def test_a_folder_that_is_no_backup_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"is no backup: there is no manifest\.json in it"):
        manifest.read(tmp_path)
    (tmp_path / "2026-11-30T12-16-32Z").mkdir()
    (tmp_path / "2026-11-30T12-16-32Z" / "manifest.json").write_text("{}")
    with pytest.raises(Trouble, match="Backups in it: 2026-11-30T12-16-32Z"):
        manifest.read(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(Trouble, match="is damaged"):
        manifest.read(tmp_path)


def put_back(home: Path, backup: Path, parts: dict[str, Part]) -> list[str]:
    files = {"signing_key_file": "signing.key", "totp_key_file": "totp.key", "sealing_key_file": "sealing.key"}
    places = {key: home / value for key, value in files.items()} | {"wishes_file": home / "events.wishes"}
    return list(beside.put_back(Network(NetworkSettings.model_construct(**places)), backup, parts))


def test_wishes_that_neither_the_machine_nor_the_backup_has_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "sealing.key.wishes").write_text("a\n")
    found = put_back(tmp_path, tmp_path, {})
    assert "sealing.key.wishes: kept as it is; the backup has none" in found
    (asked,) = [line for line in found if line.startswith("events.wishes: ")]
    assert f"put it at {tmp_path / 'events.wishes'} and restore again" in asked


@pytest.mark.parametrize(
    ("name", "there", "afterwards", "said"),
    [
        ("events.wishes", "a\nb\n", "a\nb\nc\n", "1 lines added"),
        ("events.wishes", None, "b\nc\n", "put back"),
        ("sealing.key", "newer\nb\nc\n", "newer\nb\nc\n", "kept as it is"),
        ("totp.key", "fresh\n", "fresh\nb\nc\n", "2 lines added"),
        # One that was revoked since is not to sign again.
        ("signing.key", "newer\n", "newer\n", "kept as it is"),
        ("sealing.key.addresses", "fresh\n", "b\nc\n", "put back; the one that was there is"),
    ],
)
def test_files_beside_the_databases_come_back_each_in_its_way(
    name: str, there: str | None, afterwards: str, said: str, tmp_path: Path
) -> None:
    backup, home = tmp_path / "backup", tmp_path / "home"
    (backup / "beside").mkdir(parents=True)
    home.mkdir()
    (backup / "beside" / name).write_text("b\nc\n")
    if there:
        (home / name).write_text(there)
        (home / name).chmod(0o644)
    part = Part(**manifest.part_of(backup, backup / "beside" / name))
    found = put_back(home, backup, {name: part})
    assert (home / name).read_text() == afterwards
    assert (home / name).stat().st_mode & 0o777 == (0o600 if there != afterwards else 0o644)
    assert any(line.startswith(f"{name}: {said}") for line in found), found


def refusal(*arguments: str) -> str:
    result = CliRunner().invoke(application(), list(arguments))
    assert isinstance(result.exception, Trouble), result.output
    return str(result.exception)


def test_what_is_missing_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal("restore") == "Name a backup, or say --databases-as-they-are."
    assert "FOLDER is empty" in refusal("backup", "")
    assert "is no backup" in refusal("restore", str(tmp_path), "--check")
    assert "is yet to come" in refusal("restore", "--databases-as-they-are", "--stopped-at", "2999-01-01", "--replace")
    for service in SERVICES:
        monkeypatch.setenv(f"{service.upper()}_DATABASE_URL", "postgresql://x:x@127.0.0.1:9/x")
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9")
    assert "The database of registry cannot be reached" in refusal("backup", str(tmp_path / "b"))
    assert list((tmp_path / "b").iterdir()) == [], "nothing is left of a backup that was not made"


async def test_a_services_log_is_shown_only_where_it_fails(
    platform: Platform, empty: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for service in SERVICES:
        monkeypatch.setenv(f"{service.upper()}_DATABASE_URL", empty)
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", platform.kafka_bootstrap_servers)
    monkeypatch.setenv("LIAISON_TOPIC_PREFIX", f"shown{THIS_RUN}.")
    monkeypatch.setenv("LIAISON_SIGNING_KEY_FILE", str(tmp_path / "signing.key"))
    network = Network(NetworkSettings())
    with pytest.raises(Trouble, match="registry could not do its part"):
        await network.run("registry", "migrate", "--restoring")
    assert "setting LIAISON_TOTP_KEY_FILE: it is not set" in capfd.readouterr().err
    monkeypatch.setenv("LIAISON_TOTP_KEY_FILE", str(tmp_path / "totp.key"))
    await network.run("registry", "migrate", "--restoring")
    assert "".join(capfd.readouterr()) == ""
