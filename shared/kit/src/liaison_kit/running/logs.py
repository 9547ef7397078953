"""Logs: one JSON line per thing that happened, named noun.verb, and nothing readable about a person."""

import logging
import re
import time
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

import structlog

from liaison_kit.traces import spans

PERSONAL = {"name", "phone", "email", "contact", "text", "to", "recipient", "address", "values", "body"}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"\+?\d[\d\s()-]{8,}\d")
# PostgreSQL shows the whole row that broke a constraint, names and all.
_DETAIL = re.compile(r"DETAIL:.*?(?=\n[ |]*(?:HINT:|\[SQL|The above exception)|\Z)", re.DOTALL)
_INPUT = re.compile(r"input_value=.*?(?=, input_type)", re.DOTALL)
_SECRET_FIELD = re.compile(r"authorization|cookie|password|secret|token|signature", re.IGNORECASE)
# As headers and query strings write them, wherever they are quoted: `cookie: …`, `'authorization': '…'`, `&code=…`.
_HEADER = re.compile(r"(\b(?:set-)?cookie|\bauthorization)(['\"]?\s*[:=,]\s*)[^\n]+", re.IGNORECASE)
_PARAMETER = re.compile(
    r"([?&;](?:\w*(?:token|password|secret|signature)|code|state|key|link)=)[^\s&#'\"]+", re.IGNORECASE
)
_CREDENTIAL = re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE)
_PASSWORD_IN_URL = re.compile(r"(?<=://)[^/\s@]+(?=@)")
# 128 bits or more in base64url, as every personal link has them; a signed token has three such parts.
_PERSONAL_LINK = re.compile(r"(?<=/)(?=[a-z0-9_-]*[A-Z])[\w-]{22,}(?![\w.-])", re.ASCII)
_SIGNED = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")
# A word or an id: nothing that is looked for below could stand in it, and most of what is logged is such.
_HARMLESS = re.compile(r"[a-z_.]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EVENT = re.compile(r"^[a-z_]+\.[a-z_]+$")
HANDLER = "liaison"
SPARING_SECONDS = 30
HIDDEN = "[redacted]"


def redact(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hides fields that hold people or secrets by their name, and addresses, numbers and credentials anywhere."""
    for key, value in line.items():
        if key != "timestamp":
            line[key] = _redacted(key, value)
    return line


@lru_cache(maxsize=1024)
def _is_hidden(field: str) -> bool:
    return field in PERSONAL or _SECRET_FIELD.search(field) is not None


def _redacted(key: str, value: Any) -> Any:
    if _is_hidden(key):
        return HIDDEN
    if isinstance(value, dict):
        return {name: _redacted(str(name), part) for name, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_redacted("", part) for part in value]
    if isinstance(value, bytes):
        return _redacted("", value.decode("utf-8", "replace"))
    if not isinstance(value, str) or _HARMLESS.fullmatch(value):
        return value
    return _PHONE.sub(HIDDEN, _EMAIL.sub(HIDDEN, _without_secrets(_shown(value))))


def _without_secrets(text: str) -> str:
    """Without what opens something: cookies, tokens, passwords, personal links."""
    text = _PARAMETER.sub(rf"\1{HIDDEN}", _HEADER.sub(rf"\1\2{HIDDEN}", text))
    for secret in (_CREDENTIAL, _PASSWORD_IN_URL, _SIGNED, _PERSONAL_LINK):
        text = secret.sub(HIDDEN, text)
    return text


def _shown(text: str) -> str:
    """Without what PostgreSQL and pydantic tell of the values at fault."""
    return _INPUT.sub(f"input_value={HIDDEN}", _DETAIL.sub(f"DETAIL: {HIDDEN}", text))


def add_trace(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """From a line one finds its trace. After the redaction, which takes hex digits for telephone numbers."""
    if spans.collected() and (here := spans.current().traceparent):
        _, line["trace_id"], line["span_id"], _ = here.split("-")
    return line


def refuse_prose(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A line of ours is named noun.verb; others' libraries come through the standard logging below."""
    if not _EVENT.match(str(line["event"])):
        raise ValueError(f"a log line is named noun.verb, not {line['event']!r}")
    return line


class _Sparing(logging.Filter):
    """Lets a library say the same once in 30 s: of a broker that is away it would speak dozens of times a second."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        key, now = (record.name, str(record.msg)), time.monotonic()
        if now - self._told.get(key, -SPARING_SECONDS) < SPARING_SECONDS:
            return False
        self._told[key] = now
        return True


def configure(service: str, role: str, form: str = "json") -> None:
    """Sets up structlog, and the standard library's logging behind the same redaction."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
        add_trace,
    ]
    last: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[refuse_prose, *shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service, role=role)
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last], foreign_pre_chain=shared
        )
    )
    handler.set_name(HANDLER)
    handler.addFilter(_Sparing())
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if one.get_name() == HANDLER]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
