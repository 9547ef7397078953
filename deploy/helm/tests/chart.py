"""The chart, rendered by a real Helm: the one in LIAISON_HELM, or on the path; deploy/drills/helm builds one."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
CHART = HERE.parent / "liaison"
VALUES = HERE / "values"
MINIMAL = ("minimal.yaml",)
ALL = {"minimal": MINIMAL, "one node": (*MINIMAL, "one-node.yaml"), "every option": (*MINIMAL, "full.yaml")}
SERVICES = ("registry", "events", "notifications", "reporting")
RUNNING = ("api", "consumer", "relay", "jobs")

KUBERNETES = "1.32.0"

Object = dict[str, Any]


@dataclass(frozen=True)
class Refused(Exception):
    """What Helm said."""

    said: str


def helm(*arguments: str) -> str:
    program = os.environ.get("LIAISON_HELM") or shutil.which("helm")
    if not program:
        pytest.exit("No Helm: run deploy/drills/helm, which builds one, or name yours in LIAISON_HELM.", 2)
    # Without a cluster Helm assumes the one that it was built for, which a build from its module does not know.
    of_cluster = ["--kube-version", KUBERNETES] if arguments[0] in ("template", "lint") else []
    ran = subprocess.run([program, *arguments, *of_cluster], capture_output=True, text=True, check=False, timeout=60)
    if ran.returncode:
        raise Refused(ran.stderr + ran.stdout)
    return ran.stdout


@cache
def rendered(files: Sequence[str], *more: str) -> tuple[Object, ...]:
    """Every object that an install would make, hooks included."""
    values = [part for file in files for part in ("--values", str(VALUES / file))]
    text = helm("template", "liaison", str(CHART), "--namespace", "liaison", *values, *more)
    return tuple(one for one in yaml.safe_load_all(text) if one)


@dataclass(frozen=True)
class Rendered:
    """The objects of one set of values."""

    objects: tuple[Object, ...]

    def of_kind(self, *kinds: str) -> Iterator[Object]:
        return (one for one in self.objects if one["kind"] in kinds)

    def named(self, kind: str, name: str) -> Object:
        [found] = [one for one in self.of_kind(kind) if one["metadata"]["name"] == name]
        return found

    def pods(self) -> dict[str, Object]:
        """What pods are made of, by part: registry-api, registry-migrate, front, health."""
        return {
            one["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/component"]: one["spec"]["template"]
            for one in self.of_kind("Deployment", "Job")
        }

    def container(self, part: str) -> Object:
        [only] = self.pods()[part]["spec"]["containers"]
        found: Object = only
        return found

    def environment(self, part: str) -> dict[str, str]:
        return {one["name"]: one["value"] for one in self.container(part)["env"]}
