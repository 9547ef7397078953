"""What is pending: a program that is newer than its database waits; one that is older serves on."""

import shutil
from pathlib import Path

import pytest
from liaison_kit import migrations
from liaison_kit.database import Database
from liaison_kit.running import contractions
from liaison_kit.running.contractions import ProgramTooOld
from sqlalchemy import text

HERE = Path(__file__).parent / "a_service"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The service's migrations, with one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(HERE, folder)
    scripts = sorted((folder / "versions").glob("[0-9]*.py"))
    newest = scripts[-1].stem.partition("_")[0]
    lines = ['"""One more table."""', "from liaison_kit.migrations import run", 'revision = "9999"']
    lines += [f'down_revision = "{newest}"', "def upgrade() -> None:", '    run("create table one_more (id uuid);")']
    (folder / "versions" / "9999_expand_one_more.py").write_text("\n".join(lines))
    return folder


async def test_nothing_is_pending_after_a_migration(database: Database, newer: Path) -> None:
    assert await migrations.pending(database, newer) == ["schema_version"]
    await migrations.migrate(database, newer)
    assert await migrations.pending(database, newer) == []


async def test_a_database_that_is_newer_than_the_program_is_as_good_as_its_own(database: Database, newer: Path) -> None:
    await migrations.migrate(database, newer)
    assert await migrations.pending(database, HERE) == []
    await migrations.migrate(database, HERE)
    assert await migrations.pending(database, newer) == []


async def test_a_database_that_was_never_migrated_needs_both(database: Database, newer: Path) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("drop table kit_version, schema_version"))
    assert await migrations.pending(database, newer) == ["kit_version", "schema_version"]


@pytest.mark.parametrize("here, refused", [("0.2.0", True), ("0.9.1", True), ("0.10.0", False), ("1.0.0", False)])
async def test_a_program_that_uses_what_the_database_has_lost_is_refused(
    database: Database, newer: Path, monkeypatch: pytest.MonkeyPatch, here: str, refused: bool
) -> None:
    expand = newer / "versions" / "9999_expand_one_more.py"
    expand.rename(contract := newer / "versions" / "9999_contract_visits.py")
    contract.write_text(
        'from liaison_kit.migrations import run\nrevision, down_revision = "9999", "0001"\nunused_since = "0.10.0"\n'
        'def upgrade():\n    run("drop table visit")\n'
    )
    monkeypatch.setattr(contractions, "here", lambda: "0.10.0")
    await migrations.migrate(database, newer)
    monkeypatch.setattr(contractions, "here", lambda: here)
    sentence = await contractions.too_old(database)
    assert bool(sentence) is refused
    if refused:
        assert f"Liaison {here}" in sentence
        assert "0.10.0 or newer" in sentence
        with pytest.raises(ProgramTooOld, match="9999_contract_visits"):
            await migrations.migrate(database, HERE)
