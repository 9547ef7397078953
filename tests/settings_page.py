"""Writes docs/settings.md, every setting of every service; or with --check says whether it is up to date."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import time
from enum import Enum
from pathlib import Path
from typing import Any, get_args

from liaison_kit.settings import KafkaSettings, Rates, Settings, variable
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from tests.audiences import SERVICES, service_named

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
HEAD = """# Settings

Made by `make fix` from the services' own code; `make check` compares. Each is a variable of the process's
environment. It can also stand in a file: the variable's name with `_FILE` behind it then holds the file's path, as
container secrets arrive. What is empty is not set. A process that starts with a wrong or missing setting ends at once
and names it; `liaison doctor` looks at what they mean together. A **secret** belongs into a file; it is shown in no
log and no answer.

What stands around the services has settings of its own: those of docker compose are [below](#docker-compose), those of
the origin at the head of `deploy/Caddyfile`. On a laptop there are `LIAISON_HOME` (`.liaison`), `LIAISON_PORT` (8080),
`LIAISON_KAFKA_PORT` (9092) and `LIAISON_DEMO`.
"""
COMPOSE = """
## docker compose

What `.env` may say, and what it is if left out (of two the second is production's). Another setting of a service goes
into a file of your own that `COMPOSE_FILE` names last:
`services: {events-api: {environment: {LIAISON_LOG_FORMAT: console}}}`.

| in `.env` | if left out |
|---|---|
"""
FILES = ("docker-compose.yml", "deploy/production.yml", "deploy/observability/compose.yml")
OF_COMPOSE = re.compile(r"(?<!\$)\$\{([A-Z0-9_]+)(?:(:?[-?])((?:[^{}]|\$\{[^}]*\})*))?\}")
TABLE = "\n| setting | what belongs there | if left out |\n|---|---|---|\n"
RATES = "\n`LIAISON_RATES` is JSON with what differs of these, in requests a minute:\n" + TABLE


def page() -> str:
    parts = [HEAD, "\n## Every service\n", TABLE, *_rows(Settings, set())]
    parts += [
        RATES,
        *(f"| `{name}` | {_text(field)} | {field.default} |\n" for name, field in Rates.model_fields.items()),
    ]
    for name in SERVICES:
        of = service_named(name).settings
        parts += [f"\n## {name.capitalize()}\n", TABLE, *_rows(of, set(Settings.model_fields))]
    return "".join([*parts, COMPOSE, *_of_compose()])


def _of_compose() -> Iterator[str]:
    """Each variable, with what each file that reads it takes instead."""
    found = defaultdict[str, dict[str, None]](dict)  # in their order, each once
    for file in FILES:
        for name, sign, text in OF_COMPOSE.findall((PAGE.parents[1] / file).read_text()):
            told = re.sub(r"\\\s+", "", text)
            must = f"it must be set: {told.removeprefix(f'set {name} to ')}"
            found[name][must if "?" in sign else f"`{told}`" if told else ""] = None
            for inner, _, instead in OF_COMPOSE.findall(text):
                found[inner][f"`{instead}`"] = None
    for name, instead in sorted(found.items()):
        yield f"| `{name}` | {' or '.join(filter(None, instead)).replace('<', chr(92) + '<')} |\n"


def _rows(of: type[KafkaSettings], but: set[str]) -> Iterator[str]:
    for name, field in of.model_fields.items():
        if name not in but:
            secret = " **Secret.**" if _is_secret(field) else ""
            yield f"| `{variable(of, name)}` | {_text(field)}{secret} | {_default(field)} |\n"


def _text(field: FieldInfo) -> str:
    if not field.description:
        raise LookupError(f"a setting has no description: {field}")
    return field.description.replace("|", "\\|")


def _is_secret(field: FieldInfo) -> bool:
    return field.repr is False or SecretStr in (field.annotation, *get_args(field.annotation))


def _default(field: FieldInfo) -> str:
    value: Any = field.default
    if value is PydanticUndefined:
        return "it must be set"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value in (None, "", {}) or isinstance(value, BaseModel):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, time):
        return f"`{value:%H:%M}`"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def main() -> None:
    if "--check" not in sys.argv:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        sys.exit(f"{PAGE} differs from the services' settings: run make fix")


if __name__ == "__main__":
    main()
