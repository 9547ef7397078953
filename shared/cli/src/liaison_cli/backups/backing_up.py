"""A backup: the databases at one point, what only Kafka has, the files beside them, and a manifest of it all."""

import os
import shutil
from pathlib import Path

from liaison_kit.clock import real_now
from rich.progress import Progress

from liaison_cli.backups import beside, manifest
from liaison_cli.backups.carried import carry
from liaison_cli.backups.cut import one_point
from liaison_cli.backups.dumping import dump
from liaison_cli.backups.manifest import Manifest
from liaison_cli.backups.network import Network
from liaison_cli.console import errors
from liaison_cli.trouble import Trouble
from liaison_cli.version import release

UNFINISHED = ".unfinished"


async def back_up(network: Network, into: Path, with_kafka: bool) -> tuple[Path, Manifest]:
    """The backup's own folder, which has its name only once it is whole."""
    whole = into / real_now().strftime("%Y-%m-%dT%H-%M-%SZ")
    folder = whole.with_name(whole.name + UNFINISHED)
    os.umask(0o077)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise Trouble(f"{folder} cannot be made ({error.strerror}): choose another folder.") from error
    try:
        made = await _write(network, folder, with_kafka)
        (folder / manifest.NAME).write_text(made.model_dump_json(indent=1) + "\n")
        _on_disk(folder)
        folder.rename(whole)
        _on_disk(into)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Trouble(f"{folder} cannot be written ({error.strerror}): nothing is left of it.") from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return whole, made


async def _write(network: Network, folder: Path, with_kafka: bool) -> Manifest:
    with Progress(console=errors, transient=True) as progress:
        async with one_point(network) as (moment, looked):
            databases = {service: await dump(one, service, folder, progress) for service, one in looked.items()}
            carried = await carry(network, looked, moment, folder) if with_kafka else None
    return Manifest(
        made_at=moment,
        release=release(),
        topic_prefix=network.settings.topic_prefix,
        databases=databases,
        carried=carried,
        beside=beside.back_up(network, folder),
    )


def _on_disk(folder: Path) -> None:
    """Every file and folder below, and the folder itself."""
    for path in (*folder.rglob("*"), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
