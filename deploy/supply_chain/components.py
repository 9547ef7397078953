"""What Liaison is made of: packages of Python and for browsers, and Kafka's jars, each as its lock file has it."""

import base64
import importlib.metadata
import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from license_expression import LicenseSymbol, LicenseWithExceptionSymbol, get_spdx_licensing
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
IMAGE, RUN, ALL = ROOT / "deploy/image.lock", ROOT / "deploy/run.lock", ROOT / "requirements.lock"
BROWSER = ROOT / "shared/pages/package-lock.json"
JARS = ROOT / "deploy/local/src/liaison_local/kafka.lock"
KNOWN: dict[str, Any] = tomllib.loads((Path(__file__).parent / "licences.toml").read_text())
BUILD = {"sass"}
"""Of the packages that pages name, those of which browsers get nothing."""
UNKNOWN = "NOASSERTION"
SPDX = get_spdx_licensing()


@dataclass(frozen=True)
class Component:
    """One third-party package. `hashes` are those of all files that its lock accepts, by algorithm."""

    purl: str
    name: str
    version: str
    licence: str
    hashes: Sequence[tuple[str, str]]
    used_in: str
    """image: in production; run: on one machine without containers; development: reaches nobody."""
    needs: Sequence[str] = ()
    """Names of other packages of its kind."""

    @property
    def refused(self) -> bool:
        allowed = [*KNOWN["delivered"], *(KNOWN["development"] if self.used_in == "development" else ())]
        return self.licence == UNKNOWN or not _allows(SPDX.parse(self.licence, validate=True), set(allowed))


def _allows(node: Any, allowed: set[str]) -> bool:
    """All of what stands with AND, one of what stands with OR."""
    match node:
        case LicenseSymbol() | LicenseWithExceptionSymbol():
            return node.render() in allowed
        case SPDX.OR():
            return any(_allows(one, allowed) for one in node.args)
        case _:
            return all(_allows(one, allowed) for one in node.args)


def python() -> Iterator[Component]:
    """Those that are for this machine: what a lock has for others only is not installed here."""
    image, run = set(locked(IMAGE)), set(locked(RUN))
    for name, (version, hashes) in locked(ALL).items():
        try:
            metadata = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        used_in = "image" if name in image else "run" if name in run else "development"
        sha256 = [("SHA-256", one) for one in hashes]
        purl, licence = f"pkg:pypi/{name}@{version}", _of_python(name, metadata)
        yield Component(purl, name, version, licence, sha256, used_in, _needs(metadata))


def _needs(metadata: Any) -> list[str]:
    wanted = [Requirement(one) for one in metadata.get_all("Requires-Dist") or ()]
    return [canonicalize_name(one.name) for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})]


def locked(lock: Path) -> dict[str, tuple[str, list[str]]]:
    """Version and hashes by name."""
    parts = re.split(r"^(?=\S+==)", lock.read_text(), flags=re.MULTILINE)[1:]
    found = (re.match(r"([\w.-]+)(?:\[.*?\])?==([^\s;]+)", part) for part in parts)
    return {
        one[1]: (one[2], re.findall(r"sha256:(\w{64})", part))
        for one, part in zip(found, parts, strict=True)
        if one is not None
    }


def _of_python(name: str, metadata: Any) -> str:
    if name in KNOWN["python"]:
        return str(KNOWN["python"][name])
    for said in (metadata.get("License-Expression"), metadata.get("License")):
        if said and not SPDX.validate(said).errors:
            return str(said)
    classifiers = [
        one.rpartition(" :: ")[2] for one in metadata.get_all("Classifier") or () if one.startswith("License")
    ]
    return next((KNOWN["classifiers"][one] for one in classifiers if one in KNOWN["classifiers"]), UNKNOWN)


def browser() -> Iterator[Component]:
    """What pages are built of, and what builds them."""
    packages: dict[str, Any] = json.loads(BROWSER.read_text())["packages"]
    shipped = set(packages.pop("")["dependencies"]) - BUILD
    for place, entry in packages.items():
        name = place.rpartition("node_modules/")[2]
        algorithm, _, digest = entry["integrity"].partition("-")
        hashes = [(algorithm.upper().replace("SHA", "SHA-"), base64.b64decode(digest).hex())]
        licence = KNOWN["npm"].get(name, entry.get("license", UNKNOWN))
        purl = f"pkg:npm/{name.replace('@', '%40')}@{entry['version']}"
        yield Component(purl, name, entry["version"], licence, hashes, "image" if name in shipped else "development")


def jars() -> Iterator[Component]:
    for line in JARS.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        coordinates, sha256 = line.split()
        group, artifact, version = coordinates.split(":")
        name = f"{group}:{artifact}"
        licence = next((said for known, said in KNOWN["jars"].items() if fnmatch(name, known)), UNKNOWN)
        yield Component(f"pkg:maven/{group}/{artifact}@{version}", name, version, licence, [("SHA-256", sha256)], "run")


def components() -> list[Component]:
    return [*python(), *browser(), *jars()]
