"""Settings from the environment; each can also come from a file named by the same variable with _FILE behind it."""

import os
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
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
MECHANISM = "SCRAM-SHA-512"
"""By which Kafka asks for a password, wherever it asks for one."""


def complaints(error: ValidationError | SettingsError) -> list[str]:
    """What is wrong with the settings, a line each, without their values."""
    if isinstance(error, SettingsError):
        return [f"settings: {error}: it must be JSON"]
    return [f"{_named(item['loc'])}: {item['msg']}" for item in error.errors(include_input=False, include_url=False)]


def _named(place: tuple[int | str, ...]) -> str:
    if not place:
        return "settings"  # of several together
    name = str(place[0])
    return f"setting {name if name.isupper() else f'LIAISON_{name.upper()}'}"


class _FromFiles(PydanticBaseSettingsSource):
    """Reads DATABASE_URL from the file that DATABASE_URL_FILE names: how container secrets arrive."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = str(field.validation_alias or f"LIAISON_{field_name}").upper()
        path = os.environ.get(f"{variable}_FILE")
        return (Path(path).read_text().strip() if path else None), str(field.validation_alias or field_name), False

    def __call__(self) -> dict[str, Any]:
        found = (self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items())
        return {key: value for value, key, _ in found if value is not None}


class Rates(BaseModel):
    """Requests a minute that one address (of IPv6, one /64) may send to one process; as many may come at once.

    Several residents share an address: an office, a school, a mobile operator's gateway.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    read: int = Field(600, ge=1)
    write: int = Field(60, ge=1)
    sign_in: int = Field(10, ge=1)
    personal: int = Field(60, ge=1)
    export: int = Field(20, ge=1)
    feed: int = Field(120, ge=1)
    receipts: int = Field(6000, ge=1)
    one_click: int = Field(20, ge=1, description="Of one link, whichever address asks.")
    staff: int = Field(6000, ge=1)


class KafkaSettings(BaseSettings):
    """Where Kafka is and how one gets in: all that a program needs which has no database."""

    # Empty is not set: a compose file passes on what it was not told as an empty text.
    model_config = SettingsConfigDict(env_prefix="LIAISON_", env_ignore_empty=True, extra="ignore", frozen=True)

    kafka_bootstrap_servers: str = Field(validation_alias="KAFKA_BOOTSTRAP_SERVERS")
    kafka_security_protocol: str = Field(
        "PLAINTEXT", validation_alias="KAFKA_SECURITY_PROTOCOL", pattern="^(PLAINTEXT|SSL|SASL_SSL)$"
    )
    kafka_username: str = Field("", validation_alias="KAFKA_USERNAME", description="With SASL: a SCRAM-SHA-512 user.")
    kafka_password: str = Field("", validation_alias="KAFKA_PASSWORD", repr=False)
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

    otlp_endpoint: str = Field("", validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT", pattern=r"^(https?://\S+)?$")
    otlp_traces_endpoint: str = Field(
        "", validation_alias="OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", pattern=r"^(https?://\S+)?$"
    )
    otlp_headers: str = Field("", validation_alias="OTEL_EXPORTER_OTLP_HEADERS", repr=False)
    otlp_protocol: Literal["http/protobuf"] = Field("http/protobuf", validation_alias="OTEL_EXPORTER_OTLP_PROTOCOL")
    otel_disabled: bool = Field(False, validation_alias="OTEL_SDK_DISABLED")
    traces_exporter: Literal["otlp", "none"] = Field("otlp", validation_alias="OTEL_TRACES_EXPORTER")
    # These two go by the library; here only so that a wrong one ends the start, and is not taken for "everything".
    traces_sampler: Literal[
        "always_on", "always_off", "traceidratio",
        "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio",
    ] = Field("parentbased_always_on", validation_alias="OTEL_TRACES_SAMPLER")  # fmt: skip
    traces_sampler_arg: float = Field(1.0, ge=0, le=1, validation_alias="OTEL_TRACES_SAMPLER_ARG")

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
        description="postgresql://role:password@host:port/name, as psql takes it: ?sslmode=verify-full&sslrootcert=…",
    )
    url: str = Field("http://localhost:8080", description="Where residents and other systems reach the network.")
    rates: Rates = Field(Rates(), description='JSON with what differs, for example {"write": 120}.')
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="Addresses or networks, separated by commas, whose X-Forwarded-For is believed: the origin's.",
    )
    map_tiles: str = Field(
        "", pattern=r"^(https://[\w.*-]+(:\d+)?)?$", description="Another host whose map tiles pages may show."
    )
    http_host: str = "127.0.0.1"
    http_port: int = 8000
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
    log_format: str = Field("json", pattern="^(json|console)$")

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
