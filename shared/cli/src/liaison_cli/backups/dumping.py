"""Databases into files: each table by COPY, compressed as it comes, from the one point in time."""

import zlib
from pathlib import Path
from typing import Any

from rich.progress import Progress

from liaison_cli.backups.manifest import DatabaseContent, Table, part_of
from liaison_cli.backups.tables import Found, quoted, sequences, tables

GZIP = 16 + zlib.MAX_WBITS
QUICK = 1


class Gzip:
    """A compressed file that is written as the bytes come; with the number of lines that came."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self._packer = zlib.compressobj(QUICK, wbits=GZIP)
        self.lines = 0

    def write(self, data: bytes) -> None:
        self.lines += data.count(b"\n")
        self._file.write(self._packer.compress(data))

    def close(self) -> None:
        self._file.write(self._packer.flush())
        self._file.close()


async def dump(connection: Any, service: str, folder: Path, progress: Progress) -> DatabaseContent:
    """One service's database, as the connection's transaction sees it."""
    (folder / service).mkdir()
    found = await tables(connection)
    task = progress.add_task(service, total=sum(table.bytes for table in found))
    written = []
    for table in found:
        written.append(await _dump_table(connection, table, folder, folder / service / f"{table.name}.copy.gz"))
        progress.update(task, advance=table.bytes)
    return DatabaseContent(
        kit_version=await connection.fetchval("select version_num from kit_version"),
        schema_version=await connection.fetchval("select version_num from schema_version"),
        epoch=await connection.fetchval("select max(epoch) from epoch"),
        tables=written,
        sequences=await sequences(connection),
    )


async def _dump_table(connection: Any, table: Found, folder: Path, path: Path) -> Table:
    file = Gzip(path)

    async def write(data: bytes) -> None:
        file.write(data)

    columns = ", ".join(map(quoted, table.columns))
    try:
        # A query and not the table's name: of a table with partitions the name alone would give nothing.
        await connection.copy_from_query(f"select {columns} from {quoted(table.name)}", output=write)  # noqa: S608 - quoted
    finally:
        file.close()
    return Table(name=table.name, columns=table.columns, rows=file.lines, **part_of(folder, path))
