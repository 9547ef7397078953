"""What `make check` lets a migration do, and what not: each refusal is shown once."""

from pathlib import Path

import pytest
from liaison_kit.migrations import scripts_of

from tests.migrations import FOLDERS, Release, digest, judged, last_release

FIRST = """
from liaison_kit.migrations import run
revision, down_revision = "0001", None
def upgrade():
    run("create table old (id uuid primary key, word text);")
"""
HEAD = """
from liaison_kit.migrations import backfill, concurrently, run
revision, down_revision = "0002", "0001"
"""
BAD = {
    "0002_more.py": "run('alter table old add column more text')",
    "0002_expand_unique.py": "run('alter table old add constraint uq_old_word unique (word)')",
    "0002_expand_index.py": "run('create index old_word on old (word)')",
    "0002_expand_check.py": "run('alter table old add constraint ck_old_word check (word <> \\'\\')')",
    "0002_expand_key.py": "run('alter table old add column other uuid references other')",
    "0002_expand_not_null.py": "run('alter table old add column more text not null')",
    "0002_expand_not_null_later.py": "run('alter table old alter column word set not null')",
    "0002_expand_type.py": "run('alter table old alter column word type varchar(9)')",
    "0002_expand_rename.py": "run('alter table old rename column word to saying')",
    "0002_expand_volatile.py": "run('alter table old add column more uuid default gen_random_uuid()')",
    "0002_expand_drop.py": "run('alter table old drop column word')",
    "0002_expand_both.py": "run('create table one ()'); backfill('old', 'word = 1', where='word is null')",
    "0002_expand_valid_at_once.py": (
        "run('alter table old add constraint ck_old_word check (word <> \\'\\') not valid;\\n"
        "alter table old validate constraint ck_old_word')"
    ),
    "0002_contract_unsaid.py": "run('alter table old drop column word')",
}
GOOD = {
    "0002_expand_column.py": "run('alter table old add column more text not null default \\'\\'')",
    "0002_expand_table.py": (
        "run('create table new (id uuid primary key, old_id uuid not null references old);\\n"
        "create index new_old_id on new (old_id)')"
    ),
    "0002_expand_index.py": "concurrently('create index concurrently old_word on old (word)')",
    "0002_expand_check.py": "run('alter table old add constraint ck_old_word check (word <> \\'\\') not valid')",
    "0002_expand_valid.py": "run('alter table old validate constraint ck_old_word')",
    "0002_expand_fill.py": "backfill('old', 'word = \\'\\'', where='word is null')",
}


def complaints(folder: Path, name: str, said: str, head: str = HEAD) -> list[str]:
    """Of a folder with a released migration and this one."""
    versions = folder / "versions"
    versions.mkdir()
    (versions / "0001_first.py").write_text(FIRST)
    release = Release("", "0.1.0", {"x": ("0001", digest(folder, "0001"))})
    (versions / name).write_text(f"{head}def upgrade():\n    {said}\n")
    return [*judged("x", folder, release)]


@pytest.mark.parametrize("name", BAD)
def test_what_would_hold_up_writers_or_the_release_before_is_refused(tmp_path: Path, name: str) -> None:
    found = complaints(tmp_path, name, BAD[name])
    assert len(found) == 1
    assert name.removesuffix(".py") in found[0]


@pytest.mark.parametrize("name", GOOD)
def test_what_holds_up_nobody_is_let_through(tmp_path: Path, name: str) -> None:
    assert complaints(tmp_path, name, GOOD[name]) == []


@pytest.mark.parametrize("since, refused", [("0.1.0", False), ("0.1.1", True), ("0.10.0", True)])
def test_nothing_is_removed_that_the_last_release_uses(tmp_path: Path, since: str, refused: bool) -> None:
    head = f'{HEAD}unused_since = "{since}"\n'
    found = complaints(tmp_path, "0002_contract_word.py", "run('alter table old drop column word')", head)
    assert bool(found) is refused


def test_a_released_migration_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "0001_first.py").write_text(FIRST)
    release = Release("", "0.1.0", {"x": ("0001", digest(tmp_path, "0001"))})
    assert [*judged("x", tmp_path, release)] == []
    (tmp_path / "versions" / "0001_first.py").write_text(FIRST.replace("word text", "word text not null"))
    assert len([*judged("x", tmp_path, release)]) == 1


@pytest.mark.parametrize("name", FOLDERS)
def test_migrations_are_one_line_of_numbers(name: str) -> None:
    scripts = scripts_of(FOLDERS[name])
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert revisions == sorted(revisions, reverse=True)
    assert name in last_release().newest
