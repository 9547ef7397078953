"""`liaison doctor` on brokers that were started wrongly: each is one of its own, so these are drills."""

import shutil
import subprocess
from pathlib import Path

import pytest
from liaison_kit.checking.findings import State

from tests.doctor.test_broken_brokers import a_broker, ill, only


def leave(disk: Path, free: int) -> None:
    """So many bytes, and no more."""
    with (disk / "ballast").open("ab") as ballast:
        ballast.write(bytes(shutil.disk_usage(disk).free - free))


def test_a_broker_that_makes_topics_by_itself() -> None:
    with a_broker("auto.create.topics.enable=true\n") as settings:
        only(ill(settings), "kafka.configuration", "auto.create.topics.enable=true", "enable=false")


def test_a_broker_that_says_it_is_where_nobody_is() -> None:
    with a_broker("advertised.listeners=PLAINTEXT://localhost:1\n", topics=False) as settings:
        only(ill(settings), "kafka.listeners", "leads nowhere from here", "advertised.listeners of broker 1")


def test_a_broker_whose_disk_is_almost_full(tmp_path: Path) -> None:
    command = ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", str(tmp_path)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only an administrator of the machine can make a disk")
    try:
        with a_broker(data=tmp_path, topics=False) as settings:
            assert ill(settings, topics=False) == []
            leave(tmp_path, 15_000_000)
            only(ill(settings, topics=False), "kafka.disks", "are left at Kafka's", "Make room", State.WARNING)
            leave(tmp_path, 3_000_000)
            only(ill(settings, topics=False), "kafka.disks", "are left at Kafka's", "Make room")
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
