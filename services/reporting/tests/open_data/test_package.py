"""The package: what other people's programs check is so, and stays the same for the same facts."""

import io
import json
import random
import threading
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from frictionless import Package
from liaison_kit.database import Database
from liaison_kit.settings import Settings
from liaison_reporting.model.open_data.known import DATASETS
from liaison_reporting.model.open_data.package import archive
from liaison_reporting.views import show_data_archive

from services.reporting.tests.open_data.network import network, publish, tell


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


async def taken(client: httpx.AsyncClient, folder: Path) -> Path:
    """The package as somebody takes it from its addresses, file by file."""
    answer = await client.get("/data/datapackage.json")
    assert answer.headers["content-type"] == "application/json"
    (folder / "datapackage.json").write_bytes(answer.content)
    for resource in answer.json()["resources"]:
        file = folder / resource["path"]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes((await client.get(f"/data/{resource['path']}")).content)
    return folder / "datapackage.json"


def complaints(descriptor: Path) -> list[str]:
    report = Package(str(descriptor)).validate()
    return [f"{row[0]}: {row[1]}" for row in report.flatten(["type", "message"])]


async def test_frictionless_finds_nothing_wrong_with_it(
    client: httpx.AsyncClient, database: Database, settings: Settings, facts: Any, folder: Path
) -> None:
    await tell(database, *network(facts))
    await publish(database, settings)
    descriptor = await taken(client, folder)
    package = json.loads(descriptor.read_text())
    assert [one["name"] for one in package["resources"]] == list(DATASETS)
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert complaints(descriptor) == []
    lines = {name: len((folder / "sets" / f"{name}.csv").read_text().splitlines()) for name in ("offices", "events")}
    assert lines["offices"] == 3
    assert lines["events"] > 3


async def test_while_it_is_packed_others_are_answered(
    client: httpx.AsyncClient, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(database, settings)
    packed_by = []

    def noted(*args: Any) -> bytes:
        packed_by.append(threading.current_thread())
        return archive(*args)

    monkeypatch.setattr(show_data_archive, "archive", noted)
    assert (await client.get("/data/package.zip")).content.startswith(b"PK")
    assert threading.main_thread() not in packed_by
    assert packed_by


async def test_an_empty_network_has_a_valid_package(
    client: httpx.AsyncClient, database: Database, settings: Settings, folder: Path
) -> None:
    await publish(database, settings)
    assert complaints(await taken(client, folder)) == []


@pytest.mark.parametrize(
    ("file", "what", "instead", "complaint"),
    [
        ("events", "training", "picnic", "constraint-error"),
        ("events", "2023-06-02", "2.6.2023", "type-error"),
        ("offices", "21009", "2100", "constraint-error"),
        ("organisations", ",true,", ",так,", "type-error"),
        ("milestones", ",2,", ",1,", "primary-key"),
    ],
)
async def test_frictionless_notices_what_is_wrong(
    client: httpx.AsyncClient,
    database: Database,
    settings: Settings,
    facts: Any,
    folder: Path,
    file: str,
    what: str,
    instead: str,
    complaint: str,
) -> None:
    """Also that one byte is another: its checksum no longer fits."""
    await tell(database, *network(facts))
    await publish(database, settings)
    descriptor = await taken(client, folder)
    path = folder / "sets" / f"{file}.csv"
    broken = path.read_text().replace(what, instead)
    assert broken != path.read_text()
    path.write_text(broken, newline="")
    found = [one.partition(":")[0] for one in complaints(descriptor)]
    assert "hash-count" in found
    package = json.loads(descriptor.read_text())
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    descriptor.write_text(json.dumps(package))
    assert {one.partition(":")[0] for one in complaints(descriptor)} == {complaint}


async def test_the_same_facts_in_any_order_give_the_same_bytes(
    client: httpx.AsyncClient, database: Database, settings: Settings, facts: Any
) -> None:
    """Also once more, when there is nothing new: no edition is made of it."""
    told = network(facts)
    await tell(database, *told)
    await publish(database, settings)
    first = {name: (await client.get(f"/data/sets/{name}.csv")).content for name in DATASETS}
    for seed in range(3):
        async with database.transaction() as session:
            connection = await session.connection()
            figures = ("contribution", "telling", "day_figure", "month_figure", "event_tally")
            for table in (*figures, "held_event", "office_copy", "district_copy"):
                await connection.exec_driver_sql(f"delete from {table}")
            await connection.exec_driver_sql("update published_file set checked_on = null")
        random.Random(seed).shuffle(told)
        await tell(database, *told)
        await publish(database, settings)
        assert {name: (await client.get(f"/data/sets/{name}.csv")).content for name in DATASETS} == first
    package = (await client.get("/data/datapackage.json")).json()
    assert {one["version"] for one in package["resources"]} == {"1"}
    assert package["version"] == f"1.0.{len(DATASETS)}"


async def test_the_archive_is_the_package_and_the_same_each_time(
    client: httpx.AsyncClient, database: Database, settings: Settings, facts: Any, folder: Path
) -> None:
    await tell(database, *network(facts))
    await publish(database, settings)
    one, other = [(await client.get("/data/package.zip")).content for _ in range(2)]
    assert one == other
    zipfile.ZipFile(io.BytesIO(one)).extractall(folder)
    assert complaints(folder / "datapackage.json") == []
    assert (folder / "datapackage.json").read_bytes() == (await client.get("/data/datapackage.json")).content


async def test_an_english_one_says_the_same_in_english(
    client: httpx.AsyncClient, database: Database, settings: Settings, facts: Any
) -> None:
    await tell(database, *network(facts))
    await publish(database, settings)
    uk, en = [(await client.get(f"/data/datapackage.json?lang={code}")).json() for code in ("uk", "en")]
    assert (uk["title"], en["title"]) == (
        "Відкриті дані мережі офісів взаємодії",
        "Open data of the network of liaison offices",
    )
    assert [one["hash"] for one in uk["resources"]] == [one["hash"] for one in en["resources"]]
    about_fields = [field["description"] for one in uk["resources"] for field in one["schema"]["fields"]]
    assert all(any("а" <= letter <= "я" for letter in text) for text in about_fields)
