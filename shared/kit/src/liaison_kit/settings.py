"""Settings from the environment; each can also come from a file named by the same variable with _FILE behind it."""

import os
import re
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FilePath,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
MECHANISM = "SCRAM-SHA-512"
"""By which Kafka asks for a password, wherever it asks for one."""


def complaints(error: ValidationError | SettingsError, of: type[BaseSettings]) -> list[str]:
    """What is wrong with the settings and what to put there, a line each, without their values."""
    if isinstance(error, SettingsError):
        return [_unread(str(error), of)]
    return [_complaint(item, of) for item in error.errors(include_input=False, include_url=False)]


def variable(of: type[BaseSettings], name: str) -> str:
    """The environment variable of a setting."""
    return str(of.model_fields[name].validation_alias or f"LIAISON_{name}").upper()


def _complaint(item: ErrorDetails, of: type[BaseSettings]) -> str:
    if not item["loc"]:
        return f"settings: {_words(item)}"  # of several together
    place = str(item["loc"][0])
    name = next((name for name, field in of.model_fields.items() if place in {name, field.validation_alias}), place)
    if item["type"] == "missing":
        return _said(_not_set(f"{variable(of, name)}_FILE"), of, name)
    return _said(": ".join([*map(str, item["loc"][1:]), _words(item)]), of, name)


def _words(item: ErrorDetails) -> str:
    return item["msg"].removeprefix("Value error, ")


def _not_set(named: str) -> str:
    path = os.environ.get(named)
    return f"it is not set, for {path}, which {named} names, is empty" if path else "it is not set"


def _unread(text: str, of: type[BaseSettings]) -> str:
    """Of what is not even read: pydantic tells the field in words, our own files say all themselves."""
    named = _FIELD.search(text)
    return _said("it must be JSON", of, named[1]) if named else text


def _said(wrong: str, of: type[BaseSettings], name: str) -> str:
    field = of.model_fields.get(name)
    if field is None:
        return f"setting {name}: {wrong}"
    return f"setting {variable(of, name)}: {wrong.removesuffix('.')}. What belongs there: {field.description}"


_FIELD = re.compile(r'field "(\w+)"')


class _FromFiles(PydanticBaseSettingsSource):
    """Reads DATABASE_URL from the file that DATABASE_URL_FILE names: how container secrets arrive."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        named = f"{variable(self.settings_cls, field_name)}_FILE"
        path = os.environ.get(named)
        return _content(named, Path(path)) if path else None, str(field.validation_alias or field_name), False

    def __call__(self) -> dict[str, Any]:
        found = (self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items())
        return {key: value for value, key, _ in found if value is not None}


def _content(named: str, path: Path) -> str | None:
    """None if the file is empty, which is not set: a secret that a city has no use for is an empty file."""
    try:
        return path.read_text().strip() or None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a text"
        raise SettingsError(
            f"setting {named}: {path} cannot be read ({reason}). What belongs there: the path of a file with the value"
            " of the setting without _FILE, which this account may read"
        ) from None


class Rates(BaseModel):
    """Requests a minute that one address (of IPv6, one /64) may send to one process; as many may come at once.

    Several residents share an address: an office, a school, a mobile operator's gateway.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    read: int = Field(600, ge=1, description="Pages and answers that anybody may see.")
    write: int = Field(60, ge=1, description="Forms and commands.")
    sign_in: int = Field(10, ge=1, description="Attempts to sign in, and what leads to a new password.")
    personal: int = Field(60, ge=1, description="Addresses with somebody's personal link.")
    export: int = Field(20, ge=1, description="Files that are made when they are asked for.")
    feed: int = Field(120, ge=1, description="The feed of facts.")
    receipts: int = Field(6000, ge=1, description="What providers of messages report.")
    one_click: int = Field(20, ge=1, description="Of one link, whichever address asks.")
    staff: int = Field(6000, ge=1, description="Whoever is signed in.")


class KafkaSettings(BaseSettings):
    """Where Kafka is and how one gets in: all that a program needs which has no database."""

    # Empty is not set: a compose file passes on what it was not told as an empty text.
    model_config = SettingsConfigDict(env_prefix="LIAISON_", env_ignore_empty=True, extra="ignore", frozen=True)

    kafka_bootstrap_servers: str = Field(
        validation_alias="KAFKA_BOOTSTRAP_SERVERS",
        pattern=r"^[^\s,/]+(,[^\s,/]+)*$",
        description="Where Kafka is, some of its brokers, separated by commas: kafka-1:9092,kafka-2:9092.",
    )
    kafka_security_protocol: str = Field(
        "PLAINTEXT",
        validation_alias="KAFKA_SECURITY_PROTOCOL",
        pattern="^(PLAINTEXT|SSL|SASL_SSL)$",
        description="How one gets in: PLAINTEXT only where nobody listens, SSL, or SASL_SSL by name and password.",
    )
    kafka_username: str = Field("", validation_alias="KAFKA_USERNAME", description="With SASL: a SCRAM-SHA-512 user.")
    kafka_password: str = Field(
        "", validation_alias="KAFKA_PASSWORD", repr=False, description="The password of KAFKA_USERNAME."
    )
    kafka_ca: str = Field(
        "", validation_alias="KAFKA_CA", description="The certificate (PEM) that signed Kafka's; the system's if empty."
    )
    kafka_certificate_file: FilePath | None = Field(
        None,
        validation_alias="KAFKA_CERTIFICATE_FILE",
        description="Our own certificate and its key (PEM), where Kafka asks for one: KAFKA_SECURITY_PROTOCOL=SSL.",
    )
    topic_prefix: str = Field("", description="Put before every topic on a shared cluster, for example `vinnytsia.`")
    topic_replication: int = Field(1, ge=1, description="Copies of each partition; 3 on a cluster of three brokers.")

    @model_validator(mode="after")
    def _sasl_needs_both(self) -> Self:
        if self.kafka_security_protocol == "SASL_SSL" and not (self.kafka_username and self.kafka_password):
            raise ValueError("KAFKA_SECURITY_PROTOCOL is SASL_SSL: set KAFKA_USERNAME and KAFKA_PASSWORD(_FILE), too")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no dotenv files here
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - our own, above, knows *_FILE
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _FromFiles(settings_cls), env_settings


class TracedSettings(KafkaSettings):
    """Where spans go, by OpenTelemetry's own variables; the others of them are read by its library (docs/traces.md)."""

    otlp_endpoint: str = Field(
        "",
        validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT",
        pattern=r"^(https?://\S+)?$",
        description="Your collector of traces, without /v1/traces: http://collector:4318. Without one none are told.",
    )
    otlp_traces_endpoint: str = Field(
        "",
        validation_alias="OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        pattern=r"^(https?://\S+)?$",
        description="The same with its whole path, where it is another one.",
    )
    otlp_headers: str = Field(
        "",
        validation_alias="OTEL_EXPORTER_OTLP_HEADERS",
        repr=False,
        description="What the collector wants to hear with them: authorization=Bearer%20…",
    )
    otlp_protocol: Literal["http/protobuf"] = Field(
        "http/protobuf", validation_alias="OTEL_EXPORTER_OTLP_PROTOCOL", description="There is no other."
    )
    otel_disabled: bool = Field(
        False, validation_alias="OTEL_SDK_DISABLED", description="No traces, whatever else is set."
    )
    traces_exporter: Literal["otlp", "none"] = Field(
        "otlp", validation_alias="OTEL_TRACES_EXPORTER", description="none: no traces either."
    )
    # These two go by the library; here only so that a wrong one ends the start, and is not taken for "everything".
    traces_sampler: Literal[
        "always_on", "always_off", "traceidratio",
        "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio",
    ] = Field(
        "parentbased_always_on", validation_alias="OTEL_TRACES_SAMPLER", description="Which of them are told."
    )  # fmt: skip
    traces_sampler_arg: float = Field(
        1.0, ge=0, le=1, validation_alias="OTEL_TRACES_SAMPLER_ARG", description="The share, where the sampler has one."
    )

    @property
    def traces_endpoint(self) -> str:
        """Empty where nobody collects."""
        if self.otel_disabled or self.traces_exporter == "none":
            return ""
        of_all = self.otlp_endpoint and f"{self.otlp_endpoint.rstrip('/')}/v1/traces"
        return self.otlp_traces_endpoint or of_all


class Settings(TracedSettings):
    """What every service needs to know. A service adds its own knobs in its settings.py."""

    database_url: str = Field(
        validation_alias="DATABASE_URL",
        repr=False,
        pattern=r"^postgres(ql)?://",
        description="The service's own database, as psql takes it: postgresql://role:password@host:port/name, with"
        " ?sslmode=verify-full&sslrootcert=… where the way is encrypted.",
    )
    url: str = Field(
        "http://localhost:8080",
        pattern=r"^https?://[^\s/]+",
        description="Where residents and other systems reach the network: https://liaison.example.",
    )
    rates: Rates = Field(Rates(), description='JSON with what differs, for example {"write": 120}.')
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="Addresses or networks, separated by commas, whose X-Forwarded-For is believed: the origin's.",
    )
    map_tiles: str = Field(
        "", pattern=r"^(https://[\w.*-]+(:\d+)?)?$", description="Another host whose map tiles pages may show."
    )
    http_host: str = Field(
        "127.0.0.1", description="The address that the process answers on; 0.0.0.0 in a container, behind the origin."
    )
    http_port: int = Field(8000, ge=0, le=65_535, description="The port that the process answers on.")
    instance: str | None = Field(
        None,
        pattern=r"^[\w.-]{1,100}$",
        description="Name of this process among those of its service, the same after a restart: Kafka then hands it its"
        " partitions back at once instead of waiting for the session of the dead one to run out.",
    )
    relay_lease_seconds: float = Field(
        5, ge=1, le=60, description="How long records of a relay that was killed wait until another one sends them."
    )
    demo: bool = Field(False, description="Allows the played year to set the clock; only on one machine, for itself.")
    log_format: str = Field(
        "json", pattern="^(json|console)$", description="json for programs that gather logs, console for people."
    )

    @property
    def own_machine_only(self) -> bool:
        """Whether nobody but this machine reaches the process."""
        return self.http_host in LOOPBACK

    @field_validator("demo")
    @classmethod
    def _demo_is_not_for_the_world(cls, demo: bool, info: ValidationInfo) -> bool:
        """A container listens on all of its own network, so there the address that people use says who gets to it."""
        reached = {info.data.get("http_host"), urlsplit(info.data.get("url", "")).hostname}
        if demo and not reached & LOOPBACK:
            raise ValueError("demo mode is for one machine: listen on 127.0.0.1, or leave it out")
        return demo
