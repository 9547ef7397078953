"""Prometheus's own programs: those on the PATH, or Debian's, unpacked once beside the other downloads."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.observability.files import ROOT

PACKAGES = {"prometheus": "prometheus", "promtool": "prometheus", "amtool": "prometheus-alertmanager"}
CACHE = Path(os.environ.get("LIAISON_CACHE") or ROOT / ".liaison" / "cache")


class NotFound(Exception):
    """Says what to install."""


def program(name: str) -> Path:
    """Its path; NotFound with what to install where neither the PATH nor Debian has it."""
    if there := shutil.which(name):
        return Path(there)
    return files_of(PACKAGES[name]) / "usr" / "bin" / name


def files_of(package: str) -> Path:
    """What a package of Debian's would install, under this folder; NotFound."""
    unpacked = CACHE / "debian" / package
    if not unpacked.exists():
        _unpack(package, unpacked)
    return unpacked


def _unpack(package: str, where: Path) -> None:
    """No installation, which would start a service and need rights: the package's files alone."""
    where.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=where.parent) as folder:
        if not _download(package, folder):
            # A fresh image has no lists of packages yet.
            subprocess.run(["apt-get", "update"], capture_output=True, check=False)
            if not _download(package, folder):
                raise NotFound(f"Install {package}: on Debian and Ubuntu `apt-get install {package}`.")
        (archive,) = Path(folder).glob("*.deb")
        subprocess.run(["dpkg-deb", "--extract", str(archive), f"{folder}/files"], check=True)
        Path(f"{folder}/files").rename(where)


def _download(package: str, folder: str) -> bool:
    if shutil.which("apt-get") is None:
        return False
    command = ["apt-get", "download", "--option=APT::Sandbox::User=root", package]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def said(*command: str | Path) -> str:
    """What a program prints; AssertionError with it where it ends badly."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{Path(command[0]).name}: {done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr
